// SimulatedStore: the port's contract on a simulated disk, where any write and any sync may fail, and where the
// daemon may end between any two steps.
//
//     SimulatedStore store(disk, hazards);       // one for each life of the daemon
//
// Used by one thread.
#pragma once

#include "core/ports/event_store.hpp"
#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/disk/hazards.hpp"

namespace hf::simulation {

class SimulatedStore final : public EventStore {
public:
    SimulatedStore(Disk& disk, Hazards& hazards) : disk_(disk), hazards_(hazards) {}

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    [[nodiscard]] std::optional<CommandOutcome> outcome(std::string_view command_id) const override;
    // Also of what is written and not synced, where somebody has left out the sync.
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override { return disk_.pruned + 1; }
    void prune(Position through) override;
    [[nodiscard]] std::string id() const override { return disk_.store_id; }

    [[nodiscard]] std::uint64_t appends() const { return appends_; }

private:
    void check_continuity(std::span<const RecordedEvent> events);
    [[nodiscard]] std::span<const Disk::Transaction> visible() const;
    [[nodiscard]] const RecordedEvent* at(Position position) const;

    Disk& disk_;
    Hazards& hazards_;
    std::uint64_t appends_ = 0;
    bool failed_ = false;
};

}  // namespace hf::simulation
