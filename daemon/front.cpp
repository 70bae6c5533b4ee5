#include "daemon/front.hpp"

#include "core/wire/connection_rules.hpp"
#include "core/wire/replies.hpp"

namespace hf {
namespace {

// The replies to messages that no handler gets.
class Refusals {
public:
    const Codec& codec;
    std::size_t most_bytes;

    [[nodiscard]] auto too_large() const {
        return [this_ = *this](std::size_t size) {
            return error_reply(
                this_.codec, {},
                error(Code::too_large, "the message has {} bytes; {} are allowed", size, this_.most_bytes));
        };
    }
    [[nodiscard]] auto with(Code code) const {
        return [&codec = codec, code](std::string_view why) { return error_reply(codec, {}, error(code, "{}", why)); };
    }
    // The reply has the message's id, so that a client with many messages under way knows which one it is about.
    template <class Envelope>
    [[nodiscard]] auto busy() const {
        return [&codec = codec](std::string_view message) {
            auto busy = error(Code::busy, "{} replies to this connection are unread or being made; read them first",
                              most_unread_replies);
            busy.retryable = true;
            busy.retry_after_ms = 100;
            return error_reply(codec, id_in<Envelope>(codec, message), std::move(busy));
        };
    }
    template <class Envelope>
    [[nodiscard]] auto named() const {
        return [&codec = codec](std::string_view message) {
            return error_reply(codec, id_in<Envelope>(codec, message),
                               error(Code::malformed,
                                     "this connection has chosen its routing id (ZMQ_ROUTING_ID); connect without, "
                                     "since another connection under that id would not be heard"));
        };
    }

private:
    template <class Envelope>
    static std::string id_in(const Codec& codec, std::string_view message) {
        Envelope envelope;
        std::ignore = read_envelope(codec, message, envelope);
        return common_of(envelope).id.value;
    }
};

CommandPipeline::Dependencies pipeline_of(const Front::Dependencies& with) {
    return {.clock = with.clock,
            .codec = with.codec,
            .access = with.access,
            .bus = with.commands,
            .ledger = with.ledger,
            .committer = &with.committer,
            .workers = with.configuration.workers,
            .most_in_flight = with.configuration.limits.commands_in_flight,
            .observer = with.observer,
            .refusals = &with.refusals,
            .most_of_one = with.configuration.limits.commands_in_flight_of_one,
            .room = &with.room};
}

CommandServer::Options commands_of(const Configuration& configuration, const Trust& trust) {
    CommandServer::Options options;
    options.listen = trust.listen_on(configuration.endpoints, &Endpoints::commands, configuration.limits);
    options.listen.keepalive = std::chrono::seconds{configuration.peers.keepalive_s};
    options.max_message_bytes = configuration.limits.message_bytes;
    options.tells_alone = true;
    return options;
}

QueryServer::Options queries_of(const Configuration& configuration, const Trust& trust) {
    QueryServer::Options options;
    options.listen = trust.listen_on(configuration.endpoints, &Endpoints::queries, configuration.limits);
    options.listen.keepalive = std::chrono::seconds{configuration.peers.keepalive_s};
    options.max_message_bytes = configuration.limits.message_bytes;
    options.workers = configuration.query.workers;
    return options;
}

CommandServer::Hooks command_hooks(CommandPipeline& pipeline, const Refusals& refusals) {
    return {[&pipeline](std::string message, CommandServer::Answer answer) {
                const auto submit = answer.alone ? &CommandPipeline::submit_alone : &CommandPipeline::submit;
                (pipeline.*submit)(std::move(message), std::move(answer.send), std::move(answer.sender));
            },
            refusals.too_large(),
            refusals.with(Code::malformed),
            refusals.with(Code::internal),
            refusals.busy<CommandEnvelope>(),
            refusals.named<CommandEnvelope>()};
}

QueryServer::Hooks query_hooks(const QueryBus& queries, const Refusals& refusals) {
    return {[&queries](std::string_view message, const Sender& sender) { return queries.reply_to(message, sender); },
            refusals.too_large(),
            refusals.with(Code::malformed),
            refusals.with(Code::internal),
            refusals.busy<QueryEnvelope>(),
            refusals.named<QueryEnvelope>()};
}

}  // namespace

Front::Front(const Dependencies& with)
    : pipeline_(pipeline_of(with)),
      commands_(with.context, commands_of(with.configuration, with.trust),
                command_hooks(pipeline_, {with.codec, with.configuration.limits.message_bytes})),
      queries_(with.context, queries_of(with.configuration, with.trust),
               query_hooks(with.queries, {with.codec, with.configuration.limits.message_bytes})) {}

void Front::stop(std::chrono::milliseconds linger) {
    commands_.stop(linger);
    queries_.stop(linger);
}

}  // namespace hf
