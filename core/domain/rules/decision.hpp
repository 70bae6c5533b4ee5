// Decision: the outcome of a command. It is accepted with a result and events, or refused with an error.
// decide() is a pure function of the command, the state and the context.
//
//     Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context);
#pragma once

#include <functional>

#include "core/access/caller.hpp"
#include "core/domain/history/event.hpp"
#include "core/domain/rules/limits.hpp"
#include "core/domain/state/state.hpp"
#include "core/errors/error.hpp"
#include "core/ports/id_source.hpp"
#include "core/ports/provider_type.hpp"

namespace hf {

// What a decision may know beside the command and the state.
struct Context {
    Timestamp now;
    IdSource& ids;
    const Limits& limits;
    const ProviderTypes& types;
    std::optional<Version> expected_version;  // of the aggregate that the command changes
    const Caller& caller;                     // who has sent it, or the daemon itself
};

template <class R>
struct Accepted {
    R result;
    Events events;
};

template <class R>
using Decision = Result<Accepted<R>>;

template <class R, class... E>
Accepted<R> accept(R result, E... events) {
    Accepted<R> accepted{std::move(result), {}};
    accepted.events.reserve(sizeof...(events));
    (accepted.events.emplace_back(std::move(events)), ...);
    return accepted;
}

// An accepted command whose result is encoded already, so that its type is no longer needed.
struct AnyAccepted {
    std::string payload;
    Events events;
};
using AnyDecision = Result<AnyAccepted>;
using Decide = std::function<AnyDecision(const State&, const Context&)>;

// A result with nothing in it.
struct Done {
    static constexpr auto describe = message("Done", "Done; the result has nothing more.");
};

// The refusal where the client expects another version of the aggregate; nothing where the version fits.
template <class Aggregate>
std::optional<Error> version_conflict(const Context& context, const Aggregate& aggregate) {
    if (!context.expected_version || *context.expected_version == aggregate.version) return std::nullopt;
    auto conflict =
        error(Code::conflict, "version {} was expected, it is {}", *context.expected_version, aggregate.version);
    conflict.details["version"] = Value(aggregate.version);
    return conflict;
}

}  // namespace hf
