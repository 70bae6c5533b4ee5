#include "adapters/zeromq/slow_parties.hpp"

#include <gtest/gtest.h>

namespace hf::zeromq {
namespace {

using namespace std::chrono_literals;

TEST(SlowParties, AreRememberedUntilTheyHaveBeenQuickForAWhile) {
    SlowParties slow;
    slow.took("a", 10us);
    EXPECT_FALSE(slow.has("a"));
    slow.took("a", 1ms);
    EXPECT_TRUE(slow.has("a"));
    EXPECT_FALSE(slow.has("b"));
    for (int i = 0; i < 31; ++i) slow.took("a", 10us);
    EXPECT_TRUE(slow.has("a"));
    slow.took("a", 1ms);
    for (int i = 0; i < 31; ++i) slow.took("a", 10us);
    EXPECT_TRUE(slow.has("a"));
    slow.took("a", 10us);
    EXPECT_FALSE(slow.has("a"));
}

TEST(SlowParties, AreBounded) {
    SlowParties slow;
    for (int i = 0; i < 100'000; ++i) slow.took(std::to_string(i), 1ms);
    EXPECT_TRUE(slow.has("99999"));
    EXPECT_FALSE(slow.has("5"));
}

}  // namespace
}  // namespace hf::zeromq
