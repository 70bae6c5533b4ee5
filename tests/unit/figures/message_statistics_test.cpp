#include "core/figures/message_statistics.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hf::testing {
namespace {

using namespace std::chrono_literals;

TEST(MessageStatistics, CountsByTypeWhatCame) {
    MessageStatistics statistics;
    statistics.add("CreateRequest");
    statistics.add("CancelRequest");
    statistics.add("ListRequests");
    statistics.record("CreateRequest", 10us, true);
    statistics.record("CreateRequest", 10us, false);
    statistics.record("CancelRequest", 1ms, true);
    const auto figures = statistics.figures();
    ASSERT_EQ(figures.size(), 2U);
    EXPECT_EQ(figures.at("CreateRequest").count, 2U);
    EXPECT_EQ(figures.at("CreateRequest").refused, 1U);
    EXPECT_NEAR(figures.at("CreateRequest").latency.p99_us, 10, 0.5);
    EXPECT_EQ(figures.at("CancelRequest").refused, 0U);
    EXPECT_NEAR(figures.at("CancelRequest").latency.p50_us, 1000, 50);
}

TEST(MessageStatistics, CountTogetherWhatNobodyKnows) {
    MessageStatistics statistics;
    for (int i = 0; i < 1000; ++i) statistics.record("Nonsense" + std::to_string(i), 1us, false);
    const auto figures = statistics.figures();
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures.at("unknown").count, 1000U);
    EXPECT_EQ(figures.at("unknown").refused, 1000U);
}

TEST(MessageStatistics, MayBeToldByManyThreads) {
    MessageStatistics statistics;
    statistics.add("CreateRequest");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) statistics.record("CreateRequest", 1us, i % 2 == 0);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(statistics.figures().at("CreateRequest").count, 40'000U);
    EXPECT_EQ(statistics.figures().at("CreateRequest").refused, 20'000U);
}

}  // namespace
}  // namespace hf::testing
