// Caretaker: what is done for the store beside the commits, a little at once: it is read for damage, old outcomes of
// commands are forgotten, and the room on its disk is watched.
//
//     Caretaker caretaker(store, settings, limits.remembered_commands, clock, log);
//     caretaker.start();  // knows how much room there is when it returns
//     if (caretaker.room().is_short()) log.warn("commands are refused");
//     caretaker.stop();
//
// Threads: start() and stop() are called by one thread, the figures by any. Errors are logged.
#pragma once

#include <thread>

#include "adapters/system/file_system_room.hpp"
#include "core/pipeline/store_room.hpp"
#include "core/retention/damage_watch.hpp"
#include "core/retention/outcome_retention.hpp"
#include "core/retention/scrubber.hpp"
#include "daemon/configuration.hpp"

namespace hf {

class Caretaker {
public:
    Caretaker(DamageWatch& store, const StoreSettings& settings, std::size_t remembered_commands, const Clock& clock,
              Log& log)
        : store_(store),
          log_(log),
          most_outcomes_(remembered_commands),
          path_(settings.path),
          disk_(settings.directory()),
          room_(disk_, settings.min_free_bytes, log),
          scrubber_(store, clock, log, std::chrono::hours{settings.scrub_hours}),
          outcomes_(store, clock, remembered_commands, std::chrono::hours{settings.remembered_hours}) {}
    ~Caretaker() { stop(); }
    Caretaker(const Caretaker&) = delete;
    Caretaker& operator=(const Caretaker&) = delete;

    void start();
    void stop();

    [[nodiscard]] const StoreRoom& room() const { return room_; }
    [[nodiscard]] StoreFigures figures() const;

private:
    void run(std::chrono::nanoseconds (Caretaker::*work)());
    std::chrono::nanoseconds scrub() { return scrubber_.step(); }
    std::chrono::nanoseconds forget();
    std::chrono::nanoseconds look_at_disk();

    DamageWatch& store_;
    Log& log_;
    const std::uint64_t most_outcomes_;
    const std::string path_;                     // of the store
    std::atomic<std::int64_t> last_backup_ = 0;  // in microseconds since 1970; 0: never
    const FileSystemRoom disk_;
    StoreRoom room_;
    Scrubber scrubber_;
    OutcomeRetention outcomes_;
    Mutex mutex_;
    Condition woken_;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::thread scrubbing_;
    // Beside the first, since a slow disk keeps that one waiting.
    std::thread forgetting_;
    std::thread watching_;
};

}  // namespace hf
