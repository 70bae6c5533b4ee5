// What passes from the ledger to the committer: one decided command.
#pragma once

#include <functional>
#include <span>

#include "core/domain/history/event.hpp"
#include "core/ports/event_store.hpp"

namespace hf {

// What a command has come to, for whoever waits for it.
struct Outcome {
    Position position{};
    bool accepted{};
    bool duplicate{};
    std::string payload;  // encoded result or Error
    // What it caused; a duplicate causes nothing. Only for as long as the call lasts.
    std::span<const NumberedEvent> events{};
};

// Called once, on the committer's thread or the caller's; must not block.
// Nothing (nullopt) means that the store has failed: nobody knows what is on the disk.
using OnOutcome = std::function<void(const std::optional<Outcome>&)>;

struct Commit {
    std::vector<NumberedEvent> events;
    std::string command_id;  // empty: an order of our own, which nobody repeats
    Position position{};
    bool accepted{};
    std::string payload;
    OnOutcome done;
};

}  // namespace hf
