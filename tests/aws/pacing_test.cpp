#include "adapters/providers/aws/api/pacing.hpp"

#include <gtest/gtest.h>

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

TEST(Pacing, LetsABurstGoAndThenSlowsDown) {
    Pacing pacing;
    const Pacing::Time now = Pacing::Time{} + 1h;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pacing.reserve("RunInstances", now), now);
    EXPECT_EQ(pacing.reserve("RunInstances", now), now + 500ms);
    EXPECT_EQ(pacing.reserve("RunInstances", now), now + 1s);
    EXPECT_EQ(pacing.reserve("DescribeInstances", now), now) << "each action has a bucket of its own";
    EXPECT_EQ(pacing.reserve("RunInstances", now + 1h), now + 1h);
}

}  // namespace
}  // namespace hf::aws
