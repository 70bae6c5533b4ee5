#include "core/pipeline/ledger.hpp"

#include "core/domain/rules/moved_deadlines.hpp"
#include "core/domain/rules/policies.hpp"
#include "core/ports/store_damaged.hpp"

namespace hf {
namespace {

// The command was decided before, perhaps; nobody can say how any more, and asking again is of no use.
CommandOutcome unreadable(const StoreDamaged& damage, const Codec& codec) {
    auto refusal = error(Code::storage_error, "{}; what became of the command is not known", damage.what());
    refusal.retryable = false;
    CommandOutcome outcome;
    outcome.payload = codec.encode(refusal);
    return outcome;
}

}  // namespace

Ledger::Ledger(Dependencies dependencies)
    : with_(std::move(dependencies)), lookup_(with_.store), outcomes_(with_.limits.remembered_commands) {}

void Ledger::go_on_from(State state, OutcomeIndex outcomes) {
    const MutexLock lock(mutex_);
    state_ = std::move(state);
    last_outcome_ = outcomes.newest();
    outcomes_ = std::move(outcomes);
}

void Ledger::number(Event event, const CommandHeader& header, Timestamp now, std::vector<NumberedEvent>& numbered) {
    const auto category = category_of(event);
    const auto end = state_.end_of(category, stream_of(event));
    const bool of_request = header.correlation_id.empty();
    EventMeta meta{state_.position() + 1,
                   state_.category_positions()[static_cast<std::size_t>(category)] + 1,
                   end.version + 1,
                   end.position,
                   now,
                   header.cause,
                   of_request ? state_.correlation_of(event) : header.correlation_id,
                   of_request ? state_.traceparent_of(event) : header.traceparent,
                   header.caller.principal,
                   header.caller.on_behalf_of};
    const auto index = numbered.size();
    numbered.push_back({std::move(meta), std::move(event)});
    state_.apply(numbered.back());
    Events consequences;
    add_consequences(numbered.back().event, state_, consequences);
    // Numbered at once, so that the next event of the decision finds its consequences applied.
    for (auto& consequence : consequences) number(std::move(consequence), header, now, numbered);
    // Found by index, since the list may have grown meanwhile.
    Events closing;
    add_closing_consequences(numbered[index].event, state_, closing);
    for (auto& consequence : closing) number(std::move(consequence), header, now, numbered);
}

Timestamp Ledger::read_clock() {
    const Moment now{with_.clock.monotonic(), with_.clock.now()};
    const auto step = clock_watch_.step(now);
    Events events;
    if (step) {
        steps_.push_back({now.utc, step->count()});
        events = move_deadlines(*step, state_);
    } else if (!std::exchange(has_begun_, true)) {
        events = bound_deadlines(now.utc, state_);
    }
    if (events.empty()) return now.utc;
    Commit commit;
    const CommandHeader header{{}, with_.ids.next(), {}, {}};
    for (auto& event : events) number(std::move(event), header, now.utc, commit.events);
    commit.outcome.accepted = true;
    commit.outcome.position = state_.position();
    commit.done = [](const CommandOutcome*, bool, auto) {};
    with_.commits.put(std::move(commit));
    return now.utc;
}

std::vector<ClockStep> Ledger::watch_clock() {
    const MutexLock lock(mutex_);
    if (!broken_) read_clock();
    return std::exchange(steps_, {});
}

Commit Ledger::decide_now(const CommandHeader& header, const Decide& decide, Timestamp now) {
    // Refused commands are followed by no event that would free what they have looked at.
    state_.let_go();
    const Context context{now, with_.ids, with_.limits, with_.types, header.expected_version, header.caller};
    auto decision = decide(state_, context);

    Commit commit;
    commit.outcome.command_id = header.command_id;
    commit.outcome.accepted = decision.has_value();
    if (decision) {
        for (auto& event : decision->events) number(std::move(event), header, context.now, commit.events);
        commit.outcome.payload = std::move(decision->payload);
    } else {
        commit.outcome.payload = with_.codec.encode(decision.error());
    }
    commit.outcome.position = state_.position();
    return commit;
}

CommandOutcome Ledger::refused(const Error& why) const {
    CommandOutcome outcome;
    outcome.position = state_.position();
    outcome.payload = with_.codec.encode(why);
    return outcome;
}

Ledger::Step Ledger::take(const CommandHeader& header, const Decide& decide, OnOutcome& done, OutcomeNumber looked_up) {
    const auto& id = header.command_id;
    const auto hash = OutcomeIndex::hash_of(id);
    // Held while deciding, numbering and queueing, so that store order is decision order (P3).
    const MutexLock lock(mutex_);
    if (!id.empty()) {
        if (const auto waiting = unsettled_.find(id); waiting != unsettled_.end()) {
            waiting->second.push_back(std::move(done));
            return Taken{};
        }
        if (auto numbers = outcomes_.find(hash, looked_up); !numbers.empty()) return Step(std::move(numbers));
    }
    if (broken_) return Answer{};
    if (header.refusal) return Answer{refused(*header.refusal)};

    try {
        auto commit = decide_now(header, decide, read_clock());
        if (!id.empty()) {
            commit.outcome.number = ++last_outcome_;
            unsettled_.try_emplace(id);
        }
        commit.done = std::move(done);
        with_.commits.put(std::move(commit));
        return Taken{};
    } catch (const std::exception& e) {
        broken_ = true;
        return Answer{std::nullopt, e.what()};
    }
}

void Ledger::give(const Answer& answer, const OnOutcome& done) const {
    if (!answer.failure.empty()) with_.on_failure(answer.failure);
    done(answer.outcome ? &*answer.outcome : nullptr, false, {});
}

bool Ledger::decide_at_once(const CommandHeader& header, const Decide& decide, OnOutcome& done) {
    const auto step = take(header, decide, done, 0);
    if (const auto* answer = std::get_if<Answer>(&step)) give(*answer, done);
    return !std::holds_alternative<LookUp>(step);
}

void Ledger::decide(const CommandHeader& header, const Decide& decide, OnOutcome done) {
    for (OutcomeNumber looked_up = 0;;) {
        const auto step = take(header, decide, done, looked_up);
        if (std::holds_alternative<Taken>(step)) return;
        if (const auto* answer = std::get_if<Answer>(&step)) return give(*answer, done);
        const auto& numbers = std::get<LookUp>(step);
        try {
            if (const auto outcome = lookup_.find(header.command_id, numbers)) return done(&*outcome, true, {});
        } catch (const StoreDamaged& damage) {
            const auto outcome = unreadable(damage, with_.codec);
            return done(&outcome, true, {});
        } catch (const StoreError&) {
            // Nobody can say whether it was decided before, so it isn't decided now (P2).
            return done(nullptr, false, {});
        }
        looked_up = numbers.back();
    }
}

void Ledger::settle(std::span<Commit> commits, const State::AtRest& at_rest) {
    const MutexLock lock(mutex_);
    state_.adopt(at_rest);
    for (auto& commit : commits) {
        if (commit.outcome.number == 0) continue;
        if (outcomes_.add(OutcomeIndex::hash_of(commit.outcome.command_id)) != commit.outcome.number)
            throw std::logic_error(fmt::format("outcome {} is settled out of turn", commit.outcome.number));
        const auto waiting = unsettled_.find(commit.outcome.command_id);
        commit.repeats = std::move(waiting->second);
        unsettled_.erase(waiting);
    }
}

void Ledger::abandon(std::span<Commit> commits) {
    const MutexLock lock(mutex_);
    for (auto& commit : commits) {
        const auto waiting = unsettled_.find(commit.outcome.command_id);
        if (commit.outcome.number == 0 || waiting == unsettled_.end()) continue;
        commit.repeats = std::move(waiting->second);
        unsettled_.erase(waiting);
    }
}

}  // namespace hf
