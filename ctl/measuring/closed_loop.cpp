#include "ctl/measuring/closed_loop.hpp"

#include <algorithm>

namespace hf::ctl {

using namespace std::chrono_literals;

std::optional<CallFailure> ClosedLoop::run(const Pause& pause) {
    begin_ = Clock::now();
    bool interrupted = false;
    while (!interrupted && Clock::now() - begin_ < load_.duration && !is_over()) {
        while (send_one()) {
        }
        interrupted = pause(5ms);
    }
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    const auto all_ended = [&] {
        const MutexLock lock(mutex_);
        return in_flight_ == 0;
    };
    // An interrupted pause returns at once; the calls end soon, by their timeout at the latest.
    while (!all_ended()) std::this_thread::sleep_for(1ms);
    const MutexLock lock(mutex_);
    return failure_;
}

Timing ClosedLoop::timing() const {
    const MutexLock lock(mutex_);
    return timings_.over(last_ - begin_);
}

bool ClosedLoop::send_one() {
    {
        const MutexLock lock(mutex_);
        if (!may_send()) return false;
        ++in_flight_;
        ++sent_;
    }
    send_([this, sent = Clock::now()](const std::optional<CallFailure>& failure) { ended(sent, failure); });
    return true;
}

void ClosedLoop::ended(Clock::time_point sent, const std::optional<CallFailure>& failure) {
    bool goes_on = false;
    {
        const MutexLock lock(mutex_);
        last_ = Clock::now();
        if (!failure)
            timings_.add(last_ - sent);
        else if (!failure_)
            failure_ = failure;
        // The place of the ended call is kept while the next one is sent, so that run() waits for it.
        --in_flight_;
        goes_on = may_send();
        if (goes_on) {
            ++in_flight_;
            ++sent_;
        }
    }
    if (goes_on) send_([this, now = Clock::now()](const std::optional<CallFailure>& next) { ended(now, next); });
}

bool ClosedLoop::may_send() const {
    if (stopping_ || failure_ || in_flight_ >= load_.in_flight || sent_ >= load_.most) return false;
    const auto elapsed = std::chrono::duration<double>(Clock::now() - begin_).count();
    return static_cast<double>(sent_) < elapsed * static_cast<double>(load_.per_s) + 1;
}

bool ClosedLoop::is_over() const {
    const MutexLock lock(mutex_);
    return failure_ || (sent_ >= load_.most && in_flight_ == 0);
}

}  // namespace hf::ctl
