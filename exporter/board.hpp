// Board: what the exporter knows, shared by the threads that gather it and the threads that serve it.
//
//     board.take(event, source.recovered());  // the follower's thread for events
//     board.daemon_said(answer);              // the follower's thread that asks the daemon
//     board.look([](const Knowledge& known) { return known.view.position(); });
//     board.wait_for_change(seen, 1s);  // the thread of an open page
//
// Thread-safe. A look blocks all other threads while it lasts.
#pragma once

#include <chrono>

#include "core/queries/get_statistics.hpp"
#include "core/queries/get_status.hpp"
#include "core/threads/mutex.hpp"
#include "exporter/fleet_view.hpp"

namespace hf::exporter {

using SteadyTime = std::chrono::steady_clock::time_point;

// The daemon's last answer.
struct DaemonAnswer {
    StatusReport status;
    DaemonStatistics statistics;
};

// How the exporter's figures compare with the daemon's.
struct BoardStatus {
    Position position{};  // the last event taken
    Position head{};      // the last event that the daemon is known to have
    std::uint64_t behind{};
    bool up = false;                        // the daemon answered the last question
    bool ready = false;                     // the figures include everything up to a moment ago
    bool complete = false;                  // it was ready once since begin(), so the figures cover the whole history
    std::optional<double> silence_seconds;  // time since the daemon was last heard
    std::optional<std::uint64_t> recovered;
};

struct Knowledge {
    const FleetView& view;
    const std::optional<DaemonAnswer>& daemon;
    const std::string& history;  // the id of the store that the events come from; empty until it is known
    BoardStatus standing;
};

class Board {
public:
    // The board is not ready if it has not heard the daemon, or was not up to date, for this long.
    static constexpr std::chrono::seconds patience{5};

    // Forgets all events: the next ones will be taken from the first on.
    void begin();
    // Starts with a view of the store with this id: the next events will be those after the view.
    void begin(FleetView view, std::string history);
    void take(const RecordedEvent& event, std::optional<std::uint64_t> recovered);
    void daemon_said(DaemonAnswer answer);
    void daemon_is_silent();

    template <class Look>
    auto look(Look&& look) const {
        const MutexLock lock(mutex_);
        return look(Knowledge{view_, daemon_, history_, standing(std::chrono::steady_clock::now())});
    }

    // Waits until the number of changes differs from `seen`, the time is over, or close(). Returns
    // the present number.
    std::uint64_t wait_for_change(std::uint64_t seen, std::chrono::milliseconds most) const;
    // Ends all waiting.
    void close();
    [[nodiscard]] bool closed() const;
    // Waits, but returns at once when the board is closed.
    void pause(std::chrono::milliseconds time) const;

private:
    [[nodiscard]] BoardStatus standing(SteadyTime now) const REQUIRES(mutex_);
    void caught_up_if_so() REQUIRES(mutex_);
    void change() REQUIRES(mutex_);

    mutable Mutex mutex_;
    mutable Condition changed_;
    FleetView view_ GUARDED_BY(mutex_);
    std::optional<DaemonAnswer> daemon_ GUARDED_BY(mutex_);
    std::string history_ GUARDED_BY(mutex_);
    std::uint64_t changes_ GUARDED_BY(mutex_) = 0;
    bool closed_ GUARDED_BY(mutex_) = false;
    bool up_ GUARDED_BY(mutex_) = false;
    bool complete_ GUARDED_BY(mutex_) = false;
    Position head_ GUARDED_BY(mutex_) = 0;
    bool head_known_ GUARDED_BY(mutex_) = false;  // the daemon has been asked since begin()
    std::optional<SteadyTime> heard_ GUARDED_BY(mutex_);
    std::optional<SteadyTime> caught_up_ GUARDED_BY(mutex_);
    std::optional<std::uint64_t> recovered_ GUARDED_BY(mutex_);
};

}  // namespace hf::exporter
