// LatencyHistogram: how long something took, many times over, in little memory.
//
//     LatencyHistogram histogram;
//     histogram.record(took);
//     histogram.figures().p99_us;
//
// Times are counted in classes that grow with them, 16 to a power of two: what is read is
// at most 1/32 away from what was recorded, at any size up to 18 minutes. Recording adds
// to one counter and takes no lock. Any thread may call anything at any time; who reads
// while others record sees some of their records and not others.
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
