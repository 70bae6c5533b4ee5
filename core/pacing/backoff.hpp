// Backoff: how long to wait before the next attempt. Exponential with full jitter, so that callers
// who failed together do not return together.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace hf {

class Backoff {
public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration first, Duration most, std::uint64_t seed) : first_(first), most_(most), random_(seed) {}

    // Returns a random pause after `failures` failures in a row, counted from 1.
    [[nodiscard]] Duration after(std::uint32_t failures) {
        const auto doublings = std::min<std::uint32_t>(failures == 0 ? 0 : failures - 1, 20);
        const auto ceiling = std::min(most_, first_ * (std::int64_t{1} << doublings));
        std::uniform_int_distribution<Duration::rep> up_to(0, ceiling.count());
        return Duration{up_to(random_)};
    }

private:
    Duration first_;
    Duration most_;
    std::mt19937_64 random_;
};

}  // namespace hf
