#include "core/bus/ledger.hpp"

#include "core/domain/policies.hpp"

namespace hf {
namespace {

std::optional<Outcome> as_duplicate(std::optional<Outcome> outcome) {
    if (outcome) outcome->duplicate = true;
    return outcome;
}

}  // namespace

Ledger::Ledger(Dependencies dependencies) : with_(std::move(dependencies)) {}

bool Ledger::repeat(const std::string& command_id, OnOutcome& done) {
    if (const auto it = unsettled_.find(command_id); it != unsettled_.end()) {
        it->second->push_back([done = std::move(done)](const auto& outcome) { done(as_duplicate(outcome)); });
        return true;
    }
    const auto stored = with_.store.outcome(command_id);
    if (!stored) return false;
    done(Outcome{stored->position, stored->accepted, true, stored->payload});
    return true;
}

void Ledger::place(Event event, const CommandHeader& header, Timestamp now, std::vector<PlacedEvent>& placed) {
    const auto category = static_cast<std::size_t>(category_of(event));
    EventMeta meta{state_.position() + 1,
                   state_.category_positions()[category] + 1,
                   state_.version_of(event) + 1,
                   now,
                   header.cause,
                   header.correlation_id.empty() ? state_.correlation_of(event) : header.correlation_id};
    placed.push_back({std::move(meta), std::move(event)});
    state_.apply(placed.back());
    Events consequences;
    add_consequences(placed.back().event, state_, consequences);
    // At once, so that the next event of the decision finds them done.
    for (auto& consequence : consequences) place(std::move(consequence), header, now, placed);
}

Commit Ledger::decide_now(const CommandHeader& header, const Decide& decide) {
    const Context context{with_.clock.now(), with_.ids, with_.limits, with_.rules, header.expected_version};
    auto decision = decide(state_, context);

    Commit commit;
    commit.command_id = header.command_id;
    commit.accepted = decision.has_value();
    if (decision) {
        for (auto& event : decision->events) place(std::move(event), header, context.now, commit.events);
        commit.payload = std::move(decision->payload);
    } else {
        commit.payload = with_.codec.encode(decision.error());
    }
    commit.position = state_.position();
    return commit;
}

void Ledger::decide(const CommandHeader& header, const Decide& decide, OnOutcome done) {
    // Held while deciding, numbering and queueing, so that store order is decision order (P3).
    const std::lock_guard lock(mutex_);
    if (broken_) return done(std::nullopt);
    try {
        if (!header.command_id.empty() && repeat(header.command_id, done)) return;
    } catch (const StoreError&) {
        // Nobody can say whether it was decided before, so it isn't decided now (P2).
        return done(std::nullopt);
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

void Ledger::settled(std::span<const Commit> batch) {
    const std::lock_guard lock(mutex_);
    for (const auto& commit : batch) unsettled_.erase(commit.command_id);
}

}  // namespace hf
