// Commit: one decided command on its way from the ledger to the committer.
#pragma once

#include <functional>
#include <span>

#include "core/domain/history/event.hpp"
#include "core/ports/event_store.hpp"

namespace hf {

// Takes a command's answer to its sender. Called once, by the caller of Ledger::decide() or by
// the thread that commits, with no lock held; must not block.
// `outcome` is null when the store has failed: nobody knows what became of the command.
// `duplicate`: the command was decided before, and caused nothing now.
// `caused`: its events, for as long as the call lasts.
using OnOutcome =
    std::function<void(const CommandOutcome* outcome, bool duplicate, std::span<const NumberedEvent> caused)>;

struct Commit {
    CommandOutcome outcome;
    std::vector<NumberedEvent> events;
    OnOutcome done;
    std::vector<OnOutcome> repeats = {};  // of those who asked for the same meanwhile; known once it is settled
};

}  // namespace hf
