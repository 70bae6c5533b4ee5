// Schedule: what happens when, in virtual time. The one loop of a simulated run takes the earliest entry,
// sets the clock to its time and runs it; two entries of one time run in the order in which they were made.
//
//     schedule.after(20ms, [&] { … });
//     const Lifetime life;                               // of a process that may crash
//     schedule.after(20ms, life.watch(), [&] { … });     // does not run once that life has ended
//     while (schedule.step()) …
//
// Used by one thread.
#pragma once

#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include "tests/simulation/run/virtual_clock.hpp"

namespace hf::simulation {

// Lives as long as what it belongs to; its watchers see when it is gone.
class Lifetime {
public:
    using Watch = std::weak_ptr<const bool>;
    [[nodiscard]] Watch watch() const { return alive_; }

private:
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

class Schedule {
public:
    using Duration = VirtualClock::Duration;
    using Action = std::function<void()>;

    explicit Schedule(VirtualClock& clock) : clock_(clock) {}

    void after(Duration delay, Action action) { put(delay, std::nullopt, std::move(action)); }
    void after(Duration delay, Lifetime::Watch life, Action action) { put(delay, std::move(life), std::move(action)); }

    // Runs the next entry whose life goes on. False: there is none.
    bool step() {
        while (!entries_.empty()) {
            // The queue is ordered by what is not moved from.
            auto entry = std::move(const_cast<Entry&>(entries_.top()));
            entries_.pop();
            if (entry.life && entry.life->expired()) continue;
            clock_.advance_to(entry.when);
            entry.action();
            return true;
        }
        return false;
    }

private:
    struct Entry {
        Duration when;
        std::uint64_t number;
        std::optional<Lifetime::Watch> life;
        Action action;
    };
    struct Later {
        bool operator()(const Entry& a, const Entry& b) const {
            return a.when != b.when ? a.when > b.when : a.number > b.number;
        }
    };

    void put(Duration delay, std::optional<Lifetime::Watch> life, Action action) {
        entries_.push({clock_.elapsed() + delay, next_number_++, std::move(life), std::move(action)});
    }

    VirtualClock& clock_;
    std::priority_queue<Entry, std::vector<Entry>, Later> entries_;
    std::uint64_t next_number_ = 0;
};

}  // namespace hf::simulation
