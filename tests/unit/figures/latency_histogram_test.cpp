#include "core/figures/latency_histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <thread>
#include <vector>

namespace hf::testing {
namespace {

using namespace std::chrono_literals;

double at(const std::vector<std::uint64_t>& sorted, double share) {
    const auto rank =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size()))));
    return static_cast<double>(sorted[rank - 1]) / 1000;
}

// The reported quantiles are within 5 % of those of the recorded durations.
TEST(LatencyHistogram, IsRightWithinFivePerCent) {
    std::mt19937_64 random(1);
    const auto below = [&](std::uint64_t end) { return random() % end; };
    for (int round = 0; round < 60; ++round) {
        LatencyHistogram histogram;
        std::vector<std::uint64_t> recorded;
        const auto scale = std::uint64_t{1} << (4 + below(34));
        for (std::size_t i = 0; i < 1 + below(5000); ++i) {
            // Most durations are short, and some are much longer.
            recorded.push_back(below(below(scale) + 1));
            histogram.record(std::chrono::nanoseconds{recorded.back()});
        }
        std::sort(recorded.begin(), recorded.end());
        const auto figures = histogram.figures();
        for (const auto& [told, right] : {std::pair(figures.p50_us, at(recorded, 0.5)),
                                          {figures.p90_us, at(recorded, 0.9)},
                                          {figures.p99_us, at(recorded, 0.99)}})
            EXPECT_NEAR(told, right, 0.05 * right) << scale << " " << recorded.size();
        EXPECT_EQ(figures.max_us, static_cast<double>(recorded.back()) / 1000);
    }
}

TEST(LatencyHistogram, IsExactForWhatIsAlwaysTheSame) {
    for (const auto took : {0ns, 1ns, 15ns, 31ns}) {
        LatencyHistogram histogram;
        for (int i = 0; i < 3; ++i) histogram.record(took);
        EXPECT_EQ(histogram.figures().p50_us, static_cast<double>(took.count()) / 1000);
        EXPECT_EQ(histogram.figures().p99_us, static_cast<double>(took.count()) / 1000);
    }
}

TEST(LatencyHistogram, IsNothingWithoutRecords) {
    const auto figures = LatencyHistogram().figures();
    EXPECT_EQ(figures.p50_us, 0.0);
    EXPECT_EQ(figures.max_us, 0.0);
}

TEST(LatencyHistogram, TakesWhateverItIsGiven) {
    LatencyHistogram histogram;
    histogram.record(-5s);
    histogram.record(std::chrono::nanoseconds::max());
    histogram.record(10h);
    EXPECT_EQ(histogram.figures().max_us, static_cast<double>(std::chrono::nanoseconds::max().count()) / 1000);
    EXPECT_GT(histogram.figures().p50_us, 1e9) << "what is beyond its range counts as its longest";
}

TEST(LatencyHistogram, LosesNothingThatThreadsRecordAtOnce) {
    LatencyHistogram histogram;
    constexpr int each = 20'000;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&histogram, t] {
            for (int i = 0; i < each; ++i) histogram.record(t < 3 ? 1ms : 1s);
        });
    for (auto& thread : threads) thread.join();
    // Three in four were short: both of these hold only if no record is missing.
    EXPECT_NEAR(histogram.figures().p50_us, 1000, 50);
    EXPECT_NEAR(histogram.figures().p90_us, 1e6, 5e4);
    EXPECT_EQ(histogram.count(), 4U * each);
}

}  // namespace
}  // namespace hf::testing
