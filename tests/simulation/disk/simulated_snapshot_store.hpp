// SimulatedSnapshotStore: the port's contract on a simulated disk. Writing may fail, reading may find damage, and
// the daemon may end while it writes.
//
// Used by one thread.
#pragma once

#include "core/ports/snapshot_store.hpp"
#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/disk/hazards.hpp"

namespace hf::simulation {

class SimulatedSnapshotStore final : public SnapshotStore {
public:
    SimulatedSnapshotStore(Disk::Snapshot& snapshot, Hazards& hazards) : snapshot_(snapshot), hazards_(hazards) {}

    [[nodiscard]] std::optional<SnapshotHead> head() const override { return snapshot_.head; }
    std::unique_ptr<Writing> begin() override;
    void clear() override { snapshot_ = {}; }
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override;
    [[nodiscard]] SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                             std::size_t max_bytes) const override;

    // Whether it could once not be read. If not, its snapshot must be of use.
    [[nodiscard]] bool was_damaged() const { return was_damaged_; }

private:
    class Draft;

    Disk::Snapshot& snapshot_;
    Hazards& hazards_;
    mutable bool was_damaged_ = false;
};

}  // namespace hf::simulation
