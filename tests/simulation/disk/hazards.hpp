// Hazards: what may go wrong on the daemon's host when it writes, by the weather of the run.
//
// Used by one thread.
#pragma once

#include <functional>

#include "tests/simulation/disk/filling_disk.hpp"
#include "tests/simulation/run/crash.hpp"
#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {

class Hazards {
public:
    Hazards(const Weather& weather, Randomness random, Trace& trace)
        : crashes(weather, random.fork()),
          disk(weather, random.fork(), trace),
          weather_(weather),
          random_(random),
          trace_(trace) {}

    CrashPoints crashes;
    FillingDisk disk;
    // Whether a transaction that was written is synced.
    std::function<bool()> syncs = [] { return true; };

    [[nodiscard]] bool write_fails() { return strikes(weather_.write_fails, "a write fails"); }
    [[nodiscard]] bool sync_fails() { return strikes(weather_.sync_fails, "a sync fails"); }
    [[nodiscard]] bool snapshot_fails() {
        return disk.is_full() || strikes(weather_.snapshot_fails, "a snapshot can't be written");
    }
    [[nodiscard]] bool snapshot_is_damaged() { return strikes(weather_.snapshot_damaged, "the snapshot is damaged"); }
    [[nodiscard]] bool archive_fails() {
        return disk.is_full() || strikes(weather_.archive_fails, "the archive can't be written");
    }

    [[nodiscard]] bool read_fails() { return strikes(weather_.read_fails, "an outcome can't be read"); }

    // Failures of the store so far: each ends the daemon, and nothing else may.
    [[nodiscard]] std::uint64_t store_failures() const { return store_failures_; }
    void store_failed() { ++store_failures_; }

private:
    bool strikes(std::uint32_t chance, std::string_view what) {
        if (!random_.per_mille(chance)) return false;
        trace_.say("disk", "{}", what);
        return true;
    }

    const Weather& weather_;
    Randomness random_;
    Trace& trace_;
    std::uint64_t store_failures_ = 0;
};

}  // namespace hf::simulation
