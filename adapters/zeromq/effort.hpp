// EffortMeter: measures what something takes of the thread that does it.
//
//     const EffortMeter meter(300us);
//     use(party);  // answer its message
//     slow.took(party, meter.so_far());
//
// A thread that has lost its processor, or waits for another thread, works no more, but time passes. Reading the
// time of work is a system call: what has not taken longer than `brief` is taken for work all of the time.
//
// Made and asked by the thread that is measured. No errors.
#pragma once

#include <time.h>

#include <chrono>

namespace hf::zeromq {

struct Effort {
    std::chrono::nanoseconds worked;
    std::chrono::nanoseconds passed;
};

class EffortMeter {
public:
    explicit EffortMeter(std::chrono::nanoseconds brief) : brief_(brief) {}

    [[nodiscard]] Effort so_far() const {
        const auto passed = std::chrono::steady_clock::now() - begun_;
        return {passed > brief_ ? worked_of_thread() - worked_before_ : passed, passed};
    }

private:
    static std::chrono::nanoseconds worked_of_thread() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }

    std::chrono::nanoseconds brief_;
    std::chrono::nanoseconds worked_before_ = worked_of_thread();
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace hf::zeromq
