// Disk: what a simulated daemon leaves behind when it ends. A write reaches the disk with a sync; at a crash,
// what was written and not synced is there or not, as chance will have it.
//
// Used by one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/event_store.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/ports/store_home.hpp"
#include "tests/simulation/chance/randomness.hpp"

namespace hf::simulation {

struct Disk {
    struct Transaction {
        std::vector<RecordedEvent> events;
        std::vector<CommandOutcome> outcomes;
    };
    struct Snapshot {
        std::optional<SnapshotHead> head;
        std::map<std::pair<Category, Ordinal>, SnapshotItem> items;
    };

    std::string store_id;
    std::vector<RecordedEvent> events;  // the one at position p is events[p - 1]; pruned ones are kept to compare with
    Position pruned = 0;                // up to here they are not in the store any more
    std::vector<CommandOutcome> outcomes;  // the one of number n is outcomes[n - 1]; pruned ones are kept, too
    OutcomeNumber pruned_outcomes = 0;
    std::map<std::string, OutcomeNumber, std::less<>> outcome_of;  // by the id of the command
    std::vector<Transaction> unsynced;                             // in order
    std::uint64_t appends = 0;
    Snapshot snapshot;
    std::map<Position, std::vector<RecordedEvent>> archive;  // segments by their first position
    std::string file = "the original";                       // what a copy has another one of
    std::optional<Home> home;                                // where the store was last at work
    std::string setback;

    // Moves what was written to what is there.
    void sync() {
        for (auto& transaction : std::exchange(unsynced, {})) {
            for (auto& event : transaction.events) events.push_back(std::move(event));
            for (auto& outcome : transaction.outcomes) {
                outcome_of[outcome.command_id] = outcome.number;
                outcomes.push_back(std::move(outcome));
            }
        }
    }
    // Null: the command has none.
    [[nodiscard]] const CommandOutcome* outcome_of_command(const std::string& id) const {
        const auto it = outcome_of.find(id);
        return it == outcome_of.end() ? nullptr : &outcomes[it->second - 1];
    }
    // Transactions survive from the front on.
    void lose_unsynced(Randomness& random) {
        const auto surviving = random.below(unsynced.size() + 1);
        unsynced.resize(static_cast<std::size_t>(surviving));
        sync();
    }
};

}  // namespace hf::simulation
