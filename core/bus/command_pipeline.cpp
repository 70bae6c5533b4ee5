#include "core/bus/command_pipeline.hpp"

#include "core/bus/replies.hpp"

namespace hf {

CommandPipeline::CommandPipeline(Dependencies dependencies) : with_(dependencies) {
    for (std::size_t i = 0; i < with_.workers; ++i) workers_.emplace_back([this] { work(); });
}

CommandPipeline::~CommandPipeline() { drain(); }

void CommandPipeline::submit(std::string message, Reply reply) {
    ++received_;
    if (in_flight_.load() >= with_.most_in_flight) {
        ++busy_;
        auto busy = error(Code::busy, "{} commands are in flight already", with_.most_in_flight);
        busy.retryable = true;
        busy.retry_after_ms = 100;
        return refuse_at_once(message, reply, std::move(busy));
    }
    {
        const std::lock_guard lock(mutex_);
        if (!draining_) {
            ++in_flight_;
            waiting_.push_back({std::move(message), with_.clock.monotonic(), std::move(reply)});
            changed_.notify_one();
            return;
        }
    }
    auto stopping = error(Code::shutting_down, "the daemon is stopping");
    stopping.retryable = true;
    stopping.retry_after_ms = 1000;
    refuse_at_once(message, reply, std::move(stopping));
}

void CommandPipeline::refuse_at_once(std::string_view message, const Reply& reply, Error error) {
    CommandEnvelope envelope;
    std::ignore = read_envelope(with_.codec, message, envelope, envelope.common);
    reply(error_reply(with_.codec, envelope.common.id.value, std::move(error)));
}

void CommandPipeline::drain() {
    {
        const std::lock_guard lock(mutex_);
        draining_ = true;
    }
    changed_.notify_all();
    for (auto& worker : workers_)
        if (worker.joinable()) worker.join();
}

void CommandPipeline::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return draining_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        handle(std::move(next));
        lock.lock();
    }
}

void CommandPipeline::handle(Waiting waiting) {
    CommandEnvelope envelope;
    const auto& common = envelope.common;
    const auto refused = [&](Error why) {
        ++refused_;
        --in_flight_;
        waiting.reply(error_reply(with_.codec, common.id.value, std::move(why)));
    };
    if (auto problem = read_envelope(with_.codec, waiting.message, envelope, common))
        return refused(std::move(*problem));
    if (common.deadline_ms && with_.clock.monotonic() - waiting.since > std::chrono::milliseconds{*common.deadline_ms})
        return refused(error(Code::deadline_exceeded,
                             "the command waited for longer than {} ms; it was not carried out", *common.deadline_ms));
    auto decide = with_.bus.prepare(common.type, common.body.msgpack, envelope.expected_version.has_value());
    if (!decide) return refused(std::move(decide.error()));

    const CommandHeader header{common.id.value, common.id.value, common.correlation_id.value_or(common.id.value),
                               envelope.expected_version};
    with_.ledger.decide(header, *decide,
                        [this, id = common.id.value, reply = std::move(waiting.reply)](const auto& outcome) {
                            finish(id, reply, outcome);
                        });
}

void CommandPipeline::finish(const std::string& id, const Reply& answer, const std::optional<Outcome>& outcome) {
    --in_flight_;
    if (!outcome) {
        auto lost =
            error(Code::storage_error, "the store has failed; ask again with the same id when the daemon is back");
        lost.retryable = true;
        return answer(error_reply(with_.codec, id, std::move(lost)));
    }
    ++(outcome->accepted ? accepted_ : refused_);
    if (outcome->duplicate) ++duplicates_;

    hf::Reply reply;
    reply.id = id;
    if (outcome->duplicate) reply.duplicate = true;
    if (outcome->accepted) {
        reply.status = ReplyStatus::ok;
        reply.result = Encoded{outcome->payload};
        reply.position = outcome->position;
    } else {
        reply.status = ReplyStatus::error;
        reply.error.emplace();
        if (with_.codec.decode(outcome->payload, *reply.error, UnknownFields::ignore))
            reply.error = error(Code::internal, "the outcome of {} can't be read", id);
    }
    answer(with_.codec.encode(reply));
}

Counters CommandPipeline::counters() const {
    return {{"received", received_},     {"accepted", accepted_}, {"refused", refused_},
            {"duplicates", duplicates_}, {"busy", busy_},         {"in_flight", in_flight_}};
}

}  // namespace hf
