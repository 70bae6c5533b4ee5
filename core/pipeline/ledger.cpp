#include "core/pipeline/ledger.hpp"

#include "core/domain/rules/policies.hpp"

namespace hf {
namespace {

std::optional<Outcome> as_duplicate(std::optional<Outcome> outcome) {
    if (!outcome) return outcome;
    outcome->duplicate = true;
    outcome->events = {};
    return outcome;
}

}  // namespace

Ledger::Ledger(Dependencies dependencies) : with_(std::move(dependencies)) {}

std::optional<Outcome> Ledger::stored(const std::string& command_id) const {
    const auto known = with_.store.outcome(command_id);
    if (!known) return std::nullopt;
    return Outcome{known->position, known->accepted, true, known->payload};
}

bool Ledger::join(const std::string& command_id, OnOutcome& done) {
    const auto it = unsettled_.find(command_id);
    if (it == unsettled_.end()) return false;
    it->second->push_back([done = std::move(done)](const auto& outcome) { done(as_duplicate(outcome)); });
    return true;
}

void Ledger::number(Event event, const CommandHeader& header, Timestamp now, std::vector<NumberedEvent>& placed) {
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
                   of_request ? state_.traceparent_of(event) : header.traceparent};
    const auto index = placed.size();
    placed.push_back({std::move(meta), std::move(event)});
    state_.apply(placed.back());
    Events consequences;
    add_consequences(placed.back().event, state_, consequences);
    // At once, so that the next event of the decision finds them done.
    for (auto& consequence : consequences) number(std::move(consequence), header, now, placed);
    // By position: the list may have grown meanwhile.
    Events closing;
    add_closing_consequences(placed[index].event, state_, closing);
    for (auto& consequence : closing) number(std::move(consequence), header, now, placed);
}

Commit Ledger::decide_now(const CommandHeader& header, const Decide& decide) {
    const Context context{with_.clock.now(), with_.ids, with_.limits, with_.types, header.expected_version};
    auto decision = decide(state_, context);

    Commit commit;
    commit.command_id = header.command_id;
    commit.accepted = decision.has_value();
    if (decision) {
        for (auto& event : decision->events) number(std::move(event), header, context.now, commit.events);
        commit.payload = std::move(decision->payload);
    } else {
        commit.payload = with_.codec.encode(decision.error());
    }
    commit.position = state_.position();
    return commit;
}

void Ledger::decide(const CommandHeader& header, const Decide& decide, OnOutcome done) {
    const bool repeatable = !header.command_id.empty();
    try {
        // Outside the critical section, since a repeated command's outcome is read from the disk.
        if (auto outcome = repeatable ? stored(header.command_id) : std::nullopt) return done(outcome);
    } catch (const StoreError&) {
        // Nobody can say whether it was decided before, so it isn't decided now (P2).
        return done(std::nullopt);
    }

    // Held while deciding, numbering and queueing, so that store order is decision order (P3).
    const std::lock_guard lock(mutex_);
    if (broken_) return done(std::nullopt);
    try {
        if (repeatable && join(header.command_id, done)) return;
        // It may have been settled since; what is new costs a look into memory.
        if (auto outcome = repeatable ? stored(header.command_id) : std::nullopt) return done(outcome);
    } catch (const StoreError&) {
        return done(std::nullopt);
    }
    if (header.expired) {
        const auto late = error(Code::deadline_exceeded, "the command waited for too long; it was not carried out");
        return done(Outcome{state_.position(), false, false, with_.codec.encode(late)});
    }

    Commit commit;
    try {
        commit = decide_now(header, decide);
    } catch (const std::exception& e) {
        broken_ = true;
        with_.on_failure(e.what());
        return done(std::nullopt);
    }
    commit.done = std::move(done);
    if (!header.command_id.empty()) {
        auto also_waiting = std::make_shared<std::vector<OnOutcome>>();
        unsettled_.emplace(header.command_id, also_waiting);
        commit.done = [first = std::move(commit.done), also_waiting](const auto& outcome) {
            first(outcome);
            for (const auto& other : *also_waiting) other(outcome);
        };
    }
    with_.commits.put(std::move(commit));
}

void Ledger::settled(std::span<const Commit> batch, const State::AtRest& at_rest) {
    const std::lock_guard lock(mutex_);
    state_.adopt(at_rest);
    for (const auto& commit : batch) unsettled_.erase(commit.command_id);
}

}  // namespace hf
