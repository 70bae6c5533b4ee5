#include "adapters/zeromq/slow_parties.hpp"

#include <gtest/gtest.h>

#include <future>

namespace hf::zeromq {
namespace {

using namespace std::chrono_literals;

constexpr Effort brief{10us, 10us};
constexpr Effort work{1ms, 1ms};
constexpr Effort wait{10us, 5ms};

TEST(SlowParties, AreRememberedUntilTheyHaveBeenQuickForAWhile) {
    SlowParties slow;
    slow.took("a", brief);
    EXPECT_FALSE(slow.has("a"));
    slow.took("a", work);
    EXPECT_TRUE(slow.has("a"));
    EXPECT_FALSE(slow.has("b"));
    for (int i = 0; i < 31; ++i) slow.took("a", brief);
    EXPECT_TRUE(slow.has("a"));
    slow.took("a", work);
    for (int i = 0; i < 31; ++i) slow.took("a", brief);
    EXPECT_TRUE(slow.has("a"));
    slow.took("a", brief);
    EXPECT_FALSE(slow.has("a"));
}

TEST(SlowParties, AreNoneThatHaveWaitedNowAndThen) {
    SlowParties slow;
    for (int i = 0; i < 100; ++i) {
        for (int waits = 0; waits < 7; ++waits) slow.took("a", wait);
        EXPECT_FALSE(slow.has("a"));
        slow.took("a", brief);
    }
}

TEST(SlowParties, AreThoseThatAlwaysWait) {
    SlowParties slow;
    for (int i = 0; i < 8; ++i) slow.took("a", wait);
    EXPECT_TRUE(slow.has("a"));
    for (int i = 0; i < 100; ++i) slow.took("a", wait);
    EXPECT_TRUE(slow.has("a"));
}

TEST(SlowParties, AreForgottenAlthoughTheyWaitNowAndThen) {
    SlowParties slow;
    slow.took("a", work);
    for (int i = 0; i < 16; ++i) {
        slow.took("a", wait);
        slow.took("a", brief);
    }
    EXPECT_FALSE(slow.has("a"));
}

TEST(SlowParties, AreBounded) {
    SlowParties slow;
    for (int i = 0; i < 100'000; ++i) slow.took(std::to_string(i), work);
    EXPECT_TRUE(slow.has("99999"));
    EXPECT_FALSE(slow.has("5"));
}

// So that a party does not pay for what other threads do.
TEST(Effort, CountsNoWaitsAsWork) {
    const EffortMeter meter(300us);
    std::promise<void> never;
    never.get_future().wait_for(20ms);
    const auto effort = meter.so_far();
    EXPECT_GE(effort.passed, 20ms);
    EXPECT_LT(effort.worked, effort.passed / 2);
}

TEST(Effort, CountsWork) {
    const EffortMeter meter(300us);
    while (meter.so_far().worked < 2ms) continue;
    // Less by some microseconds is possible, since these are two clocks.
    EXPECT_GE(meter.so_far().passed, 1900us);
}

TEST(Effort, TakesWhatIsBriefForWork) {
    const EffortMeter meter(1h);
    const auto effort = meter.so_far();
    EXPECT_EQ(effort.worked, effort.passed);
}

}  // namespace
}  // namespace hf::zeromq
