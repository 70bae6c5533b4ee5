// QueryBus: maps the type of a query to the handler that answers it.
//
//     QueryBus queries(codec, access, {models, store, limits, types, clock, status});
//     queries.add<GetRequest>();                 // throws if the type was added before
//     auto reply = queries.reply_to(message, sender);    // always a reply, encoded
//
// A query is a described struct with a Result, the role that it needs, and an answer(query, context), or an
// answer(query, context, caller) where it depends on who asks. Handlers only read:
// nothing in the context can be changed (P4). What is declared confidential in a result is left out for callers who may
// not see that; no handler needs to know. All queries are added before the first reply_to();
// after that any thread may call reply_to().
#pragma once

#include "core/access/access_control.hpp"
#include "core/bus/message_type.hpp"
#include "core/bus/refusal_log.hpp"
#include "core/domain/rules/limits.hpp"
#include "core/domain/values/unknown_machines.hpp"
#include "core/figures/daemon_status.hpp"
#include "core/figures/message_statistics.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/provider_type.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/read_models/read_models.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

// Everything that a query may read.
struct QueryContext {
    const ReadModels& models;
    const EventStore& store;
    const Limits& limits;
    const ProviderTypes& types;
    const Clock& clock;
    std::function<DaemonStatus()> status;
    std::function<DaemonStatistics()> statistics{};
    const SnapshotStore* snapshots{};  // null if the daemon keeps no snapshots
    std::string archive{};             // where pruned events go, for people to read
    UnknownMachinePolicy unknown_machines{};
    // How many machines a scheduler has just named that are not recorded and that it keeps: a figure, and no state.
    std::function<void(std::uint64_t)> count_unknown{};
    const Codec* codec{};  // of the replies; the query bus sets it
};

// An answer, and the position that it reflects.
template <class R>
struct Answered {
    R result;
    Position position{};
};

template <class R>
using Answer = Result<Answered<R>>;

class QueryBus {
public:
    QueryBus(const Codec& codec, const AccessControl& access, QueryContext context)
        : codec_(codec), access_(access), context_(std::move(context)) {
        context_.codec = &codec_;
    }

    template <class Q>
    void add() {
        add(message_type<Q>(), [this](std::string_view body, const Caller& caller, bool whole) -> Result<Encoding> {
            Q query;
            if (const auto problem = codec_.decode(body, query)) return tl::make_unexpected(undecodable(*problem));
            auto answered = answer_for(query, caller);
            if (!answered) return tl::make_unexpected(std::move(answered.error()));
            const auto& result = answered->result;
            return Encoding{whole ? codec_.encode(result)
                                  : codec_.encode_withholding(type_of<std::remove_cvref_t<decltype(result)>>, &result),
                            answered->position};
        });
    }

    // Answers an encoded message with an encoded reply. Every message gets a reply.
    [[nodiscard]] std::string reply_to(std::string_view message, const Sender& sender) const;

    // Before the first reply.
    void tell_refusals(RefusalLog& refusals) { refusals_ = &refusals; }

    [[nodiscard]] std::vector<MessageType> types() const;
    [[nodiscard]] FiguresByType statistics() const { return statistics_.figures(); }

private:
    struct Encoding {
        std::string result;
        Position position;
        std::vector<std::string> withheld{};
    };
    // `whole`: with confidential fields.
    using Handle = std::function<Result<Encoding>(std::string_view body, const Caller& caller, bool whole)>;
    struct Handler {
        MessageType type;
        Handle handle;
        std::vector<std::string> confidential;  // fields of its result
    };

    template <class Q>
    auto answer_for(const Q& query, const Caller& caller) const {
        if constexpr (requires { answer(query, context_, caller); })
            return answer(query, context_, caller);
        else
            return answer(query, context_);
    }

    void add(const MessageType& type, Handle handle);
    [[nodiscard]] Result<Encoding> handle(const QueryEnvelope& envelope, const Sender& sender) const;
    [[nodiscard]] Reply answer_to(std::string_view message, const Sender& sender, QueryEnvelope& envelope) const;

    const Codec& codec_;
    const AccessControl& access_;
    QueryContext context_;
    std::map<std::string, Handler, std::less<>> handlers_;
    mutable MessageStatistics statistics_;
    RefusalLog* refusals_ = nullptr;
};

}  // namespace hf
