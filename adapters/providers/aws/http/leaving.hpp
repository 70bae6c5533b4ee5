// Leaving: lets calls under way come back soon when the daemon ends. Waiting is done here, and is cut short; a
// request that is on its way gets some seconds, so that an answer which is near is still heard; no further one is sent.
//
//     leaving.begin();                              // from any thread, once
//     if (!leaving.sleep_until(time)) return left;  // cut short: come back
//     if (leaving.overdue()) break_off();
//
// What was left is found again at the next start (P6). Thread-safe.
#pragma once

#include <chrono>

#include "core/threads/mutex.hpp"

namespace hf::aws {

class Leaving {
public:
    using Clock = std::chrono::steady_clock;

    void begin() {
        {
            const MutexLock lock(mutex_);
            if (begun_) return;
            begun_ = true;
            overdue_at_ = Clock::now() + answers_have;
        }
        changed_.notify_all();
    }
    [[nodiscard]] bool begun() const {
        const MutexLock lock(mutex_);
        return begun_;
    }
    // Whether requests that are on their way have had their time.
    [[nodiscard]] bool overdue() const {
        const MutexLock lock(mutex_);
        return begun_ && Clock::now() >= overdue_at_;
    }
    // False if it was left before that time.
    bool sleep_until(Clock::time_point time) {
        MutexLock lock(mutex_);
        while (!begun_ && Clock::now() < time) changed_.wait_until(lock, time);
        return !begun_;
    }
    bool sleep_for(Clock::duration duration) { return sleep_until(Clock::now() + duration); }

private:
    static constexpr std::chrono::seconds answers_have{5};

    mutable Mutex mutex_;
    Condition changed_;
    bool begun_ GUARDED_BY(mutex_) = false;
    Clock::time_point overdue_at_ GUARDED_BY(mutex_){};
};

}  // namespace hf::aws
