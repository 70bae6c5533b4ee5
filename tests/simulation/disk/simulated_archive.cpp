#include "tests/simulation/disk/simulated_archive.hpp"

namespace hf::simulation {

class SimulatedArchive::Segment final : public Writing {
public:
    Segment(SimulatedArchive& archive, Position first) : archive_(archive), first_(first) {}

    void put(const RecordedEvent& event) override { events_.push_back(event); }
    void finish() override {
        archive_.hazards_.crashes.maybe("before a segment of the archive is whole");
        if (archive_.hazards_.archive_fails()) throw ArchiveError("the disk is full");
        archive_.disk_.archive.insert_or_assign(first_, std::move(events_));
        archive_.hazards_.crashes.maybe("after a segment of the archive");
    }

private:
    SimulatedArchive& archive_;
    Position first_;
    std::vector<RecordedEvent> events_;
};

std::unique_ptr<EventArchive::Writing> SimulatedArchive::begin(Position first, Position) {
    return std::make_unique<Segment>(*this, first);
}

void SimulatedArchive::read(Position after, const std::function<void(RecordedEvent)>& each) const {
    auto last = after;
    for (const auto& [first, events] : disk_.archive)
        for (const auto& event : events) {
            // Segments overlap where an earlier daemon ended between archiving and pruning.
            if (event.position <= last) continue;
            last = event.position;
            each(event);
        }
}

}  // namespace hf::simulation
