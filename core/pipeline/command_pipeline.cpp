#include "core/pipeline/command_pipeline.hpp"

#include "core/text/utf8.hpp"
#include "core/wire/replies.hpp"

namespace hf {
namespace {

// A longer message takes its time to be decoded, in which its socket would receive nothing.
constexpr std::size_t most_bytes_here = std::size_t{16} << 10;
// With more in flight the workers decode beside the thread that receives.
constexpr std::uint64_t most_in_flight_here = 256;

Error busy(std::uint64_t in_flight) {
    auto busy = error(Code::busy, "{} commands are in flight already, and the sender has its part of them", in_flight);
    busy.retryable = true;
    busy.retry_after_ms = 100;
    return busy;
}

Error stopping() {
    auto stopping = error(Code::shutting_down, "the daemon is stopping");
    stopping.retryable = true;
    stopping.retry_after_ms = 1000;
    return stopping;
}

// No limit_exceeded, which is final for its id: the command may have been carried out, and be repeated (P2).
Error too_often(const Caller& caller, std::chrono::milliseconds wait) {
    auto refusal = error(Code::busy, "limits.commands_per_second of \"{}\" is {}", caller.owner(),
                         caller.limits.commands_per_second.value_or(0));
    refusal.details["limit"] = Value("commands_per_second");
    refusal.retryable = true;
    refusal.retry_after_ms = static_cast<std::uint32_t>(wait.count());
    return refusal;
}

std::vector<std::string> aggregates_of(std::span<const NumberedEvent> events) {
    std::vector<std::string> aggregates;
    for (const auto& placed : events) {
        if (aggregates.size() == FinishedCommand::most_aggregates) break;
        auto aggregate = fmt::format("{}.{}", name_of(category_of(placed.event)), stream_of(placed.event));
        if (std::find(aggregates.begin(), aggregates.end(), aggregate) == aggregates.end())
            aggregates.push_back(std::move(aggregate));
    }
    return aggregates;
}

}  // namespace

CommandPipeline::CommandPipeline(Dependencies dependencies)
    : with_(dependencies),
      queue_({.at_once = dependencies.most_at_once,
              .of_one = dependencies.most_of_one,
              .of_all = dependencies.most_in_flight}) {
    for (const auto& type : with_.bus.types()) statistics_.add(type.name);
    for (std::size_t i = 0; i < with_.workers; ++i) workers_.emplace_back([this] { work(); });
}

CommandPipeline::~CommandPipeline() { drain(); }

void CommandPipeline::submit(std::string message, Reply reply, Sender sender) {
    accept({std::move(message), with_.clock.monotonic(), std::move(reply), std::move(sender)}, Company::others);
}

void CommandPipeline::submit_alone(std::string message, Reply reply, Sender sender) {
    accept({std::move(message), with_.clock.monotonic(), std::move(reply), std::move(sender)}, Company::none);
}

void CommandPipeline::accept(Waiting waiting, Company company) {
    using enum FairQueue<Waiting>::Entry;
    ++received_;
    std::optional<Error> refusal;
    bool alone = false;
    {
        const MutexLock lock(mutex_);
        const auto others = in_flight_.load();
        const auto entry = draining_ ? refused
                                     : queue_.enter(waiting.sender.party(), waiting.sender.connection,
                                                    waiting.message.size(), waiting, waiting.since);
        if (entry != refused) ++in_flight_;
        if (entry == waits) return;
        if (entry == refused) {
            refusal = draining_ ? stopping() : busy(others);
        } else {
            if (others > 0) company = Company::others;
            if (!with_.committer || others >= most_in_flight_here || waiting.message.size() > most_bytes_here)
                return enqueue(std::move(waiting));
            alone = lonely_.next(company);
            ++submitters_;
        }
    }
    if (!refusal) return carry_out(std::move(waiting), alone);
    if (refusal->code == Code::busy) ++busy_;
    refuse_at_once(std::move(waiting), std::move(*refusal));
}

void CommandPipeline::carry_out(Waiting waiting, bool alone) {
    const Submitting submitting(*this, alone, waiting.since);
    const auto here = [&] { handle(std::move(waiting), Place::submitter); };
    if (!alone || !with_.committer->commit_here(here)) here();
}

CommandPipeline::Submitting::~Submitting() {
    const MutexLock lock(pipeline_.mutex_);
    if (alone_) pipeline_.lonely_.took(pipeline_.with_.clock.monotonic() - begun_);
    if (--pipeline_.submitters_ == 0 && pipeline_.draining_) pipeline_.changed_.notify_all();
}

void CommandPipeline::enqueue(Job job) {
    jobs_.push_back(std::move(job));
    changed_.notify_one();
}

void CommandPipeline::enqueue(Waiting waiting) {
    enqueue([this, waiting = std::move(waiting)]() mutable { handle(std::move(waiting), Place::worker); });
}

void CommandPipeline::leave(const std::string& party) {
    --in_flight_;
    const MutexLock lock(mutex_);
    for (auto& next : queue_.leave(party, with_.clock.monotonic())) enqueue(std::move(next));
    if (draining_ && queue_.waiting() == 0) changed_.notify_all();
}

void CommandPipeline::drain() {
    {
        const MutexLock lock(mutex_);
        draining_ = true;
    }
    changed_.notify_all();
    for (auto& worker : workers_)
        if (worker.joinable()) worker.join();
    MutexLock lock(mutex_);
    while (submitters_ > 0) changed_.wait(lock);
}

void CommandPipeline::work() {
    MutexLock lock(mutex_);
    while (true) {
        // A submitter that carries out a message may still leave it to a worker, and one that waits has its turn.
        while (jobs_.empty() && !(draining_ && submitters_ == 0 && queue_.waiting() == 0)) changed_.wait(lock);
        if (jobs_.empty()) return;
        const auto job = next();
        lock.unlock();
        job();
        lock.lock();
    }
}

bool CommandPipeline::step() {
    MutexLock lock(mutex_);
    if (jobs_.empty()) return false;
    const auto job = next();
    lock.unlock();
    job();
    return true;
}

CommandPipeline::Job CommandPipeline::next() {
    auto next = std::move(jobs_.front());
    jobs_.pop_front();
    return next;
}

CommandPipeline::InFlight CommandPipeline::remembered(Waiting waiting, CommandEnvelope envelope,
                                                      std::string principal) {
    auto& common = envelope.common;
    return {std::move(common.id.value), std::move(common.type),         std::move(common.correlation_id),
            std::move(common.client),   std::move(common.on_behalf_of), std::move(waiting.sender.address),
            waiting.sender.party(),     std::move(principal),           waiting.since,
            std::move(waiting.reply)};
}

void CommandPipeline::handle(Waiting waiting, Place place) {
    CommandEnvelope envelope;
    const auto& common = envelope.common;
    std::string principal;
    const auto refused = [&](Error why) {
        ++refused_;
        leave(waiting.sender.party());
        if (with_.refusals) with_.refusals->note(why, common.type, waiting.sender);
        refuse(remembered(std::move(waiting), std::move(envelope), principal), std::move(why));
    };
    if (auto problem = read_envelope(with_.codec, waiting.message, envelope)) return refused(std::move(*problem));
    auto caller = with_.access.caller(waiting.sender, common.on_behalf_of.value_or(""));
    if (!caller) return refused(std::move(caller.error()));
    principal = caller->principal;
    if (const auto wait = rates_.wait_of(*caller, with_.clock.monotonic())) return refused(too_often(*caller, *wait));
    auto decide = with_.bus.prepare(common.type, common.body.msgpack, *caller, envelope.expected_version.has_value());
    if (!decide) return refused(std::move(decide.error()));

    // A new command that came too late, or for which there is no room, is not carried out; a repeated one gets its
    // outcome (P2).
    std::optional<Error> no_new_one;
    if (common.deadline_ms && with_.clock.monotonic() - waiting.since > std::chrono::milliseconds{*common.deadline_ms})
        no_new_one = error(Code::deadline_exceeded, "the command waited for too long; it was not carried out");
    else if (with_.room && with_.room->is_short())
        no_new_one = with_.room->refusal(with_.bus.ends_costs(common.type));
    const CommandHeader header{common.id.value,
                               common.id.value,
                               common.correlation_id.value_or(common.id.value),
                               envelope.expected_version,
                               common.traceparent ? common.traceparent->value : std::string{},
                               std::move(*caller),
                               std::move(no_new_one)};
    OnOutcome done = [this, command = remembered(std::move(waiting), std::move(envelope), std::move(principal))](
                         const CommandOutcome* outcome, bool duplicate, std::span<const NumberedEvent> caused) {
        finish(command, outcome, duplicate, caused);
    };
    if (place == Place::worker) return with_.ledger.decide(header, *decide, std::move(done));
    if (with_.ledger.decide_at_once(header, *decide, done)) return;
    // Its socket must not wait for the store to be read.
    const MutexLock lock(mutex_);
    enqueue([this, header, decide = std::move(*decide), done = std::move(done)] {
        with_.ledger.decide(header, decide, done);
    });
}

void CommandPipeline::refuse_at_once(Waiting waiting, Error error) {
    CommandEnvelope envelope;
    std::ignore = read_envelope(with_.codec, waiting.message, envelope);
    if (with_.refusals) with_.refusals->note(error, envelope.common.type, waiting.sender);
    refuse(remembered(std::move(waiting), std::move(envelope)), std::move(error));
}

void CommandPipeline::refuse(const InFlight& command, Error error) {
    note(command, name_of(error.code), nullptr, false, {});
    command.reply(error_reply(with_.codec, command.id, std::move(error)));
}

void CommandPipeline::finish(const InFlight& command, const CommandOutcome* outcome, bool duplicate,
                             std::span<const NumberedEvent> caused) {
    leave(command.party);
    if (!outcome) {
        auto lost =
            error(Code::storage_error, "the store has failed; ask again with the same id when the daemon is back");
        lost.retryable = true;
        return refuse(command, std::move(lost));
    }
    ++(outcome->accepted ? accepted_ : refused_);
    if (duplicate) ++duplicates_;

    hf::Reply reply;
    reply.id = command.id;
    if (duplicate) reply.duplicate = true;
    if (outcome->accepted) {
        reply.status = ReplyStatus::ok;
        reply.result = Encoded{outcome->payload};
        reply.position = outcome->position;
    } else {
        reply.status = ReplyStatus::error;
        reply.error.emplace();
        if (with_.codec.decode(outcome->payload, *reply.error, UnknownFields::ignore))
            reply.error = error(Code::internal, "the outcome of {} can't be read", command.id);
    }
    note(command, reply.error ? name_of(reply.error->code) : "ok", outcome, duplicate, caused);
    command.reply(with_.codec.encode(reply));
}

void CommandPipeline::note(const InFlight& command, std::string_view word, const CommandOutcome* outcome,
                           bool duplicate, std::span<const NumberedEvent> caused) {
    const auto took = with_.clock.monotonic() - command.since;
    statistics_.record(command.type, took, outcome && outcome->accepted);
    if (!with_.observer) return;

    FinishedCommand finished;
    finished.at = with_.clock.now();
    finished.client = command.client;
    if (!command.principal.empty()) finished.principal = command.principal;
    finished.on_behalf_of = command.on_behalf_of;
    if (!command.address.empty()) finished.peer = command.address;
    finished.type = shortened(command.type);
    finished.id = command.id;
    finished.correlation_id = command.correlation_id;
    finished.outcome = word;
    if (duplicate) finished.duplicate = true;
    if (outcome && outcome->accepted) finished.position = outcome->position;
    if (outcome) {
        finished.events = caused.size();
        finished.aggregates = aggregates_of(caused);
    }
    finished.duration_us =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    with_.observer->finished(std::move(finished));
}

std::size_t CommandPipeline::waiting() const {
    const MutexLock lock(mutex_);
    return queue_.waiting() + jobs_.size();
}

Counters CommandPipeline::counters() const {
    return {{"received", received_},     {"accepted", accepted_}, {"refused", refused_},
            {"duplicates", duplicates_}, {"busy", busy_},         {"in_flight", in_flight_}};
}

}  // namespace hf
