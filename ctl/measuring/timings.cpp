#include "ctl/measuring/timings.hpp"

#include <algorithm>

namespace hf::ctl {

Timing Timings::over(std::chrono::nanoseconds duration) const {
    if (all_.empty()) return {};
    auto sorted = all_;
    std::ranges::sort(sorted);
    const auto percentile = [&](std::size_t percent) {
        const auto rank = (sorted.size() * percent + 99) / 100;  // from 1
        const auto found = sorted[std::max<std::size_t>(rank, 1) - 1];
        return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::microseconds>(found).count());
    };
    const auto seconds = std::chrono::duration<double>(duration).count();
    const auto per_s = seconds > 0 ? static_cast<double>(sorted.size()) / seconds : 0.0;
    return {sorted.size(), static_cast<std::uint64_t>(per_s + 0.5), percentile(50), percentile(99)};
}

}  // namespace hf::ctl
