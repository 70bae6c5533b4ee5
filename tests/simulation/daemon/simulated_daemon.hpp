// SimulatedDaemon: one life of a daemon, of the parts that the real one has, on simulated ports and without threads. It
// begins on what its disk holds; when it is destroyed, whatever it had in memory is gone.
//
//     SimulatedDaemon daemon(surroundings, process);
//     daemon.submit(message, sender, answer);
//     const auto reply = daemon.ask(query);
//     daemon.stop();  while (!daemon.stopped()) …       // as after SIGTERM
//
// Used by one thread. Throws Crash where the disk says so, also out of the constructor.
#pragma once

#include "core/bus/query_bus.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "core/pipeline/committer.hpp"
#include "core/pipeline/upcasting_store.hpp"
#include "core/snapshots/recovery.hpp"
#include "core/snapshots/snapshotter.hpp"
#include "tests/simulation/daemon/lanes.hpp"
#include "tests/simulation/daemon/site.hpp"
#include "tests/simulation/disk/simulated_archive.hpp"
#include "tests/simulation/disk/simulated_snapshot_store.hpp"
#include "tests/simulation/disk/simulated_store.hpp"
#include "tests/simulation/people/door.hpp"
#include "tests/simulation/people/feed.hpp"
#include "tests/simulation/people/names.hpp"

namespace hf::simulation {

class SimulatedDaemon {
public:
    struct Surroundings {
        World& world;
        Site& site;
        Disk& disk;
        Hazards& hazards;
        IdSource& ids;
        const Codec& codec;
        const ProviderTypes& types;
        Feed& feed;
        Log& log;
        Seams& seams;
    };

    SimulatedDaemon(Surroundings surroundings, Process& process);
    SimulatedDaemon(const SimulatedDaemon&) = delete;
    SimulatedDaemon& operator=(const SimulatedDaemon&) = delete;

    void submit(std::string message, Sender sender, Door::Answer answer);
    [[nodiscard]] std::string ask(const std::string& message, const std::string& from) const {
        const auto& bus = with_.seams.filters(message) ? queries_ : unfiltered_queries_;
        return bus.reply_to(message, with_.site.sender(from));
    }

    void stop();
    [[nodiscard]] bool stopped() const;
    void clock_was_set() { lanes_.clock_was_set(); }
    void look_at_room() { room_.look(); }
    [[nodiscard]] bool ends_costs(std::string_view command) const { return commands_.ends_costs(command); }

    [[nodiscard]] const ReadModels& models() const { return models_; }
    [[nodiscard]] const Lanes& lanes() const { return lanes_; }
    // True if the start could not use a snapshot that nothing had damaged.
    [[nodiscard]] bool has_wasted_a_snapshot() const { return has_wasted_a_snapshot_; }
    // Looks at the write side's state. What is decided and not committed yet is in it.
    void look_at_ledger(const std::function<void(const State&)>& look);
    [[nodiscard]] bool has_decided_all() const { return commits_.waiting() == 0; }

private:
    struct History {
        std::unique_ptr<EventStore> store;
        EventStore& readable;
        Recovered recovered;
    };
    History open_history();
    void begin_upkeep();
    [[nodiscard]] QueryContext query_context() const;
    bool comes_home();
    void register_providers();
    void work_later();
    void commit_later();
    void snapshot_later();
    void beat_later();
    [[nodiscard]] HeartbeatMessage heartbeat() const;

    // Says when it is time for a snapshot, and what the read models have become.
    class Noticing final : public CommitObserver {
    public:
        explicit Noticing(SimulatedDaemon& daemon) : daemon_(daemon) {}
        void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;

    private:
        SimulatedDaemon& daemon_;
    };

    Surroundings with_;
    Process& process_;
    Randomness random_;
    const Timestamp started_at_;

    SimulatedSnapshotStore simulated_snapshots_;
    SnapshotStore& snapshots_;
    SimulatedArchive simulated_archive_;
    EventArchive& archive_;
    bool has_wasted_a_snapshot_ = false;
    History history_;
    const UpcastingStore readable_;
    CommitQueue commits_;
    ReadModels models_;
    Ledger ledger_;
    const AccessControl access_;
    CommandBus commands_;
    QueryBus queries_;
    const AccessControl seeing_all_;
    QueryBus unfiltered_queries_;  // shows everything to everybody
    Committer committer_;
    StoreRoom room_;
    CommandPipeline pipeline_;
    std::optional<Retention> retention_;
    std::optional<Snapshotter> snapshotter_;
    Lanes lanes_;
    Noticing noticing_{*this};
    bool committing_ = false;  // is scheduled
    bool snapshotting_ = false;
    bool stopping_ = false;
};

}  // namespace hf::simulation
