// SimulatedStore: the port's contract on a simulated disk, where any write and any sync may fail, and where the
// daemon may end between any two steps.
//
//     SimulatedClaim claim(disk, hazards);       // one for each life of the daemon
//     auto store = claim.open(verified);
//
// Used by one thread.
#pragma once

#include "core/ports/store_claim.hpp"
#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/disk/hazards.hpp"

namespace hf::simulation {

class SimulatedHome final : public StoreHome {
public:
    explicit SimulatedHome(Disk& disk) : disk_(disk) {}

    [[nodiscard]] std::optional<Home> last() const override { return disk_.home; }
    [[nodiscard]] std::string file() const override { return disk_.file; }
    [[nodiscard]] std::string setback() const override { return disk_.setback; }
    void settle(const Home& here) override {
        disk_.home = here;
        disk_.setback.clear();
    }

private:
    Disk& disk_;
};

class SimulatedStore final : public EventStore {
public:
    SimulatedStore(Disk& disk, Hazards& hazards) : disk_(disk), hazards_(hazards) {}

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    // Also of what is written and not synced, where somebody has left out the sync.
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override { return disk_.pruned + 1; }
    void prune(Position through) override;
    [[nodiscard]] std::string id() const override { return disk_.store_id; }
    [[nodiscard]] OutcomeNumber last_outcome() const override;
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override;
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override;
    void prune_outcomes(OutcomeNumber through) override;
    [[nodiscard]] StoreHome* home() override { return &home_; }

private:
    void check_continuity(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes);
    [[nodiscard]] std::span<const Disk::Transaction> visible() const;
    [[nodiscard]] const RecordedEvent* at(Position position) const;
    [[nodiscard]] const CommandOutcome* outcome_at(OutcomeNumber number) const;

    Disk& disk_;
    Hazards& hazards_;
    SimulatedHome home_{disk_};
    bool failed_ = false;
};

class SimulatedClaim final : public StoreClaim {
public:
    SimulatedClaim(Disk& disk, Hazards& hazards) : disk_(disk), hazards_(hazards) {}

    [[nodiscard]] std::string id() const override { return disk_.store_id; }
    [[nodiscard]] std::optional<RecordedEvent> event_at(Position position) const override {
        if (position <= disk_.pruned || position > disk_.events.size()) return std::nullopt;
        return disk_.events[position - 1];
    }
    [[nodiscard]] std::unique_ptr<EventStore> open(const Verified&) override {
        return std::make_unique<SimulatedStore>(disk_, hazards_);
    }

private:
    Disk& disk_;
    Hazards& hazards_;
};

}  // namespace hf::simulation
