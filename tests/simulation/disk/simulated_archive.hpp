// SimulatedArchive: pruned events on a simulated disk. Writing may fail, and the daemon may end while it writes.
//
// Used by one thread.
#pragma once

#include "core/ports/event_archive.hpp"
#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/disk/hazards.hpp"

namespace hf::simulation {

class SimulatedArchive final : public EventArchive {
public:
    SimulatedArchive(Disk& disk, Hazards& hazards) : disk_(disk), hazards_(hazards) {}

    std::unique_ptr<Writing> begin(Position first, Position last) override;
    void read(Position after, const std::function<void(RecordedEvent)>& each) const override;
    [[nodiscard]] std::string location() const override { return "simulated"; }

private:
    class Segment;

    Disk& disk_;
    Hazards& hazards_;
};

}  // namespace hf::simulation
