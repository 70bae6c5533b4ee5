// CommandBus: maps the type of a command to the handler that decides it.
//
//     CommandBus commands(codec);
//     commands.add<CreateRequest>();  // throws if the type was added before
//     auto decide = commands.prepare("CreateRequest", body, caller, with_expected_version);  // decoded; or an error
//
// A command is a described struct with a Result, the role that it needs, and a decide(command, state, context); a
// member `versioned = true` says that it accepts expected_version, and `ends_costs = true` that somebody has less to
// pay for afterwards, so that it is taken where the store's disk is nearly full, too (ADR 47). All commands are added
// before the first prepare(); after that any thread may call prepare() and ends_costs().
#pragma once

#include <map>

#include "core/access/access_control.hpp"
#include "core/bus/message_type.hpp"
#include "core/domain/rules/decision.hpp"
#include "core/domain/rules/quarantine.hpp"

namespace hf {

// Makes a decision for the ledger, which knows no command types, of a typed command.
template <class C>
Decide deciding(C command, const Codec& codec) {
    return [command = std::move(command), &codec](const State& state, const Context& context) -> AnyDecision {
        if (auto refusal = refusal_in_quarantine<C>(state)) return tl::make_unexpected(std::move(*refusal));
        auto decision = decide(command, state, context);
        if (!decision) return tl::make_unexpected(std::move(decision.error()));
        return AnyAccepted{codec.encode(decision->result), std::move(decision->events)};
    };
}

class CommandBus {
public:
    explicit CommandBus(const Codec& codec) : codec_(codec) {}

    template <class C>
    void add() {
        Handler handler{message_type<C>(), [this](std::string_view body) -> Result<Decide> {
                            C command;
                            if (const auto problem = codec_.decode(body, command))
                                return tl::make_unexpected(undecodable(*problem));
                            return deciding(std::move(command), codec_);
                        }};
        if constexpr (requires { C::ends_costs; }) handler.ends_costs = C::ends_costs;
        add(std::move(handler));
    }

    // Decodes a command's body, if the caller may send such a command. Errors: handler_not_found, forbidden,
    // validation_error, malformed.
    [[nodiscard]] Result<Decide> prepare(std::string_view type, std::string_view body, const Caller& caller,
                                         bool with_expected_version) const;

    [[nodiscard]] bool ends_costs(std::string_view type) const;  // false of an unknown one

    [[nodiscard]] std::vector<MessageType> types() const;

private:
    using Prepare = std::function<Result<Decide>(std::string_view body)>;
    struct Handler {
        MessageType type;
        Prepare prepare;
        bool ends_costs = false;
    };

    void add(Handler handler);

    const Codec& codec_;
    std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace hf
