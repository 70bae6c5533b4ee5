// RateLimit: limits the calls per second, with a burst of one second's worth.
//
// Not thread-safe; the provider's lane guards it.
#pragma once

#include <algorithm>
#include <chrono>

namespace hf {

class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RateLimit(double per_second) : per_second_(per_second), tokens_(per_second) {}

    // Returns when the next call may be made.
    [[nodiscard]] Time next_call(Time now) {
        refill(now);
        if (tokens_ >= 1) return now;
        const std::chrono::duration<double> wait{(1 - tokens_) / per_second_};
        return now + std::chrono::ceil<std::chrono::milliseconds>(wait);
    }
    void called() { tokens_ -= 1; }

private:
    void refill(Time now) {
        if (last_ != Time{}) {
            const std::chrono::duration<double> passed = now - last_;
            tokens_ = std::min(std::max(per_second_, 1.0), tokens_ + passed.count() * per_second_);
        }
        last_ = now;
    }

    double per_second_;
    double tokens_;
    Time last_{};
};

}  // namespace hf
