// Durations: counts durations below fixed bounds, in the form that Prometheus expects.
//
//     Durations took;
//     took.observe(1.5);
//     took.below(3);        // how many were no longer than bounds[3]
//
// Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace hf::exporter {

class Durations {
public:
    // The range from a process of this host to a cloud that is short of machines.
    static constexpr std::array bounds{0.01, 0.05, 0.1,   0.25,  0.5,   1.0,    2.5,    5.0,   10.0,
                                       30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0};

    void observe(double seconds) {
        // A duration counts as zero if a clock was set back.
        const auto took = std::max(seconds, 0.0);
        const auto* bound = std::lower_bound(bounds.begin(), bounds.end(), took);
        ++counts_[static_cast<std::size_t>(bound - bounds.begin())];
        sum_ += took;
    }

    [[nodiscard]] std::uint64_t below(std::size_t bound) const {
        std::uint64_t total = 0;
        for (std::size_t i = 0; i <= bound; ++i) total += counts_[i];
        return total;
    }
    [[nodiscard]] std::uint64_t count() const { return below(bounds.size()); }
    [[nodiscard]] double sum() const { return sum_; }

private:
    std::array<std::uint64_t, bounds.size() + 1> counts_{};  // the last one counts those beyond all bounds
    double sum_ = 0;
};

}  // namespace hf::exporter
