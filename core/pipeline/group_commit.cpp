#include "core/pipeline/group_commit.hpp"

namespace hf {
namespace {

// Calls each callback once: one that was called is gone.
void answer(Commit& command, const CommandOutcome* outcome, std::span<const NumberedEvent> caused) {
    if (const auto done = std::exchange(command.done, {})) done(outcome, false, caused);
    for (const auto& repeat : std::exchange(command.repeats, {})) repeat(outcome, outcome != nullptr, {});
}

}  // namespace

GroupCommit::GroupCommit(const Parts& parts, std::vector<Commit> commands)
    : with_(parts), commands_(std::move(commands)) {}

void GroupCommit::advance() {
    switch (next_) {
        case Stage::encode: encode(); break;
        case Stage::append: append(); break;
        case Stage::project: project(); break;
        case Stage::settle: settle(); break;
        case Stage::publish: publish(); break;
        case Stage::observe: observe(); break;
        case Stage::reply: reply(); break;
        case Stage::done: return;
    }
    next_ = static_cast<Stage>(static_cast<int>(next_) + 1);
}

void GroupCommit::encode() {
    for (auto& command : commands_) {
        counts_.push_back(command.events.size());
        for (auto& event : command.events) {
            records_.push_back(record(event, with_.codec));
            events_.push_back(std::move(event));
        }
        if (command.outcome.number != 0) outcomes_.push_back(command.outcome);
    }
}

void GroupCommit::append() {
    if (!is_empty()) with_.store.append(records_, outcomes_);
}

void GroupCommit::project() { committed_ = with_.models.commit(events_); }

void GroupCommit::settle() { with_.ledger.settle(commands_, committed_.at_rest); }

void GroupCommit::publish() { with_.publisher.publish(std::move(records_)); }

void GroupCommit::observe() {
    for (auto* observer : with_.observers) observer->committed(events_, committed_.touched);
}

void GroupCommit::reply() {
    std::span<const NumberedEvent> rest(events_);
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        answer(commands_[i], &commands_[i].outcome, rest.first(counts_[i]));
        rest = rest.subspan(counts_[i]);
    }
}

void GroupCommit::fail() {
    // The ledger is first, so that a client that asks again doesn't wait for an outcome that never comes.
    with_.ledger.abandon(commands_);
    for (auto& command : commands_) answer(command, nullptr, {});
    next_ = Stage::done;
}

}  // namespace hf
