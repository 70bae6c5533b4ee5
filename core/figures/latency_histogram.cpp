#include "core/figures/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hf {

// A class is given by the leading bits of a duration: its power of two and the 4 bits after it.
// Below 16 ns each duration has a class of its own.
std::size_t LatencyHistogram::class_of(std::uint64_t ns) {
    constexpr auto longest = (std::uint64_t{1} << most_bits) - 1;
    ns = std::min(ns, longest);
    const auto bits = static_cast<unsigned>(std::bit_width(ns));
    if (bits <= sub_bits) return ns;
    const auto shift = bits - sub_bits - 1;
    return (std::size_t{shift} << sub_bits) + (ns >> shift);
}

double LatencyHistogram::middle_of(std::size_t index) {
    constexpr std::size_t sub = std::size_t{1} << sub_bits;
    if (index < 2 * sub) return static_cast<double>(index);
    const auto shift = (index >> sub_bits) - 1;
    const auto low = (sub + (index & (sub - 1))) << shift;
    return static_cast<double>(low) + static_cast<double>((std::size_t{1} << shift) - 1) / 2;
}

std::uint64_t LatencyHistogram::count() const {
    std::uint64_t total = 0;
    for (const auto& count : counts_) total += count.load(std::memory_order_relaxed);
    return total;
}

LatencyFigures LatencyHistogram::figures() const {
    std::array<std::uint64_t, classes> counts{};
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < classes; ++i) total += counts[i] = counts_[i].load(std::memory_order_relaxed);
    const auto most = static_cast<double>(most_.load(std::memory_order_relaxed));
    const auto quantile = [&](double share) {
        const auto rank =
            std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total))));
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < classes; ++i)
            if ((below += counts[i]) >= rank) return std::min(middle_of(i), most) / 1000;
        return 0.0;
    };
    return {quantile(0.5), quantile(0.9), quantile(0.99), most / 1000};
}

}  // namespace hf
