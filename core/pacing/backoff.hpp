// How long to wait before trying again: exponential, with full jitter, so that what
// failed together doesn't come back together.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace hf {

class Backoff {
public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration first, Duration most, std::uint64_t seed) : first_(first), most_(most), random_(seed) {}

    // `failures`: how many in a row, from 1.
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
