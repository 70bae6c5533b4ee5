// LatencyHistogram: the distribution of many durations, in little memory.
//
//     LatencyHistogram histogram;
//     histogram.record(took);
//     histogram.figures().p99_us;
//
// Durations are counted in classes that grow with the duration, 16 to a power of two: a figure
// differs from the recorded duration by at most 1/32, at any size up to 18 minutes. Recording adds
// to one counter and takes no lock. Any thread may call anything at any time; a reader may miss
// some of the records that are made meanwhile.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "core/figures/daemon_statistics.hpp"

namespace hf {

class LatencyHistogram {
public:
    void record(std::chrono::nanoseconds took) {
        const auto ns = took.count() < 0 ? 0 : static_cast<std::uint64_t>(took.count());
        counts_[class_of(ns)].fetch_add(1, std::memory_order_relaxed);
        auto most = most_.load(std::memory_order_relaxed);
        while (ns > most && !most_.compare_exchange_weak(most, ns, std::memory_order_relaxed)) continue;
    }

    [[nodiscard]] LatencyFigures figures() const;
    [[nodiscard]] std::uint64_t count() const;

private:
    static constexpr unsigned sub_bits = 4;
    static constexpr unsigned most_bits = 40;
    static constexpr std::size_t classes = (most_bits - sub_bits + 1) << sub_bits;

    static std::size_t class_of(std::uint64_t ns);
    static double middle_of(std::size_t index);

    std::array<std::atomic<std::uint64_t>, classes> counts_{};
    std::atomic<std::uint64_t> most_ = 0;
};

}  // namespace hf
