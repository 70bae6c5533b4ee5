// Upkeep: what keeps the store small and the next start quick: snapshots, and after each of them the
// archiving and pruning of old events, where the site wants that.
//
//     Upkeep upkeep(settings, history, models, codec, clock, log);
//     upkeep.start();                                   // after the read models have the store's events
//     committer.start({&upkeep.observer()});
//     upkeep.stop();                                    // writes a last snapshot
//
// Threads: start() and stop() are called by one thread, the counters by any. Errors are logged: both
// jobs can be done later.
#pragma once

#include "core/figures/daemon_status.hpp"
#include "core/retention/retention.hpp"
#include "core/snapshots/snapshotter.hpp"
#include "daemon/stored_history.hpp"

namespace hf {

class Upkeep {
public:
    // `history` has snapshots.
    Upkeep(const StoreSettings& settings, const StoredHistory& history, ReadModels& models, const Codec& codec,
           const Clock& clock, Log& log);

    void start() { snapshotter_.start(store_.head()); }
    void stop() { snapshotter_.stop(); }
    CommitObserver& observer() { return snapshotter_; }

    [[nodiscard]] Counters snapshot_counters() const;
    [[nodiscard]] std::optional<Counters> retention_counters() const;  // nothing where all events stay in the store

private:
    EventStore& store_;
    std::optional<Retention> retention_;
    Snapshotter snapshotter_;  // last: its thread uses the rest
};

}  // namespace hf
