// ClockHistory: how often the host's clock was set while the daemon runs, and the last times.
//
// Thread-safe.
#pragma once

#include <deque>

#include "core/figures/clock_step.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class ClockHistory {
public:
    void add(const ClockStep& step) {
        const MutexLock lock(mutex_);
        ++count_;
        last_.push_back(step);
        if (last_.size() > most_kept) last_.pop_front();
    }
    [[nodiscard]] std::uint64_t count() const {
        const MutexLock lock(mutex_);
        return count_;
    }
    [[nodiscard]] std::vector<ClockStep> last() const {
        const MutexLock lock(mutex_);
        return {last_.begin(), last_.end()};
    }

private:
    static constexpr std::size_t most_kept = 16;

    mutable Mutex mutex_;
    std::uint64_t count_ GUARDED_BY(mutex_) = 0;
    std::deque<ClockStep> last_ GUARDED_BY(mutex_);
};

}  // namespace hf
