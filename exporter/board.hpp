// Board: what the exporter knows, between those who find it out and those who ask for it.
//
//     board.take(event);                      // the follower
//     board.daemon_said(status, statistics);  // who asks the daemon
//     board.look([](const Knowledge& known) { … });
//     board.wait_for_change(seen, 1s);        // a page that is open
//
// Thread-safe. Whoever looks holds everybody up for as long as he looks.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/queries/get_statistics.hpp"
#include "core/queries/get_status.hpp"
#include "exporter/fleet_view.hpp"

namespace hf::exporter {

using SteadyTime = std::chrono::steady_clock::time_point;

// What the daemon said when it was last asked.
struct DaemonAnswer {
    StatusReport status;
    DaemonStatistics statistics;
};

// How the exporter stands to the daemon.
struct BoardStatus {
    Position position{};  // of the last event that was taken
    Position head{};      // of the last event that the daemon is known to have
    std::uint64_t behind{};
    bool up = false;                        // the daemon has answered the last question
    bool ready = false;                     // all that happened up to a moment ago is in the figures
    bool complete = false;                  // it was ready once since it began: the figures are no fragment of history
    std::optional<double> silence_seconds;  // since the daemon was last heard
    std::optional<std::uint64_t> recovered;
};

struct Knowledge {
    const FleetView& view;
    const std::optional<DaemonAnswer>& daemon;
    const std::string& history;  // the id of the store whose events these are; empty until it is known
    BoardStatus standing;
};

class Board {
public:
    // Who hasn't heard the daemon, or was behind, for so long isn't ready any more.
    static constexpr std::chrono::seconds patience{5};

    // All that is known of events is thrown away: those that come now are told from the first one on, …
    void begin();
    // …or after what the view knows already, of the store with this id.
    void begin(FleetView view, std::string history);
    void take(const RecordedEvent& event, std::optional<std::uint64_t> recovered);
    void daemon_said(DaemonAnswer answer);
    void daemon_is_silent();

    template <class Look>
    auto look(Look&& look) const {
        const std::lock_guard lock(mutex_);
        return look(Knowledge{view_, daemon_, history_, standing(std::chrono::steady_clock::now())});
    }

    // Until something has changed since that number of changes, the time is over, or close(): the number now.
    std::uint64_t wait_for_change(std::uint64_t seen, std::chrono::milliseconds most) const;
    // Nobody waits any more.
    void close();
    [[nodiscard]] bool closed() const;
    // Nothing before it is closed.
    void pause(std::chrono::milliseconds time) const;

private:
    [[nodiscard]] BoardStatus standing(SteadyTime now) const;
    void caught_up_if_so();
    void change();

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    FleetView view_;
    std::optional<DaemonAnswer> daemon_;
    std::string history_;
    std::uint64_t changes_ = 0;
    bool closed_ = false;
    bool up_ = false;
    bool complete_ = false;
    Position head_ = 0;
    bool head_known_ = false;  // the daemon has been asked since all was begun
    std::optional<SteadyTime> heard_;
    std::optional<SteadyTime> caught_up_;
    std::optional<std::uint64_t> recovered_;
};

}  // namespace hf::exporter
