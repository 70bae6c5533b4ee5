#include "exporter/refusal_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RefusalLog, LogsWrongTokensALineASecond) {
    RefusalLog refusals;
    const RateLimit::Time begin{1h};
    const auto first = refusals.take("192.0.2.1", true, begin);
    ASSERT_TRUE(first);
    EXPECT_THAT(*first, AllOf(HasSubstr("192.0.2.1"), Not(HasSubstr("more"))));
    EXPECT_FALSE(refusals.take("192.0.2.2", true, begin + 1ms));
    EXPECT_FALSE(refusals.take("192.0.2.3", true, begin + 900ms));
    const auto next = refusals.take("192.0.2.4", true, begin + 1100ms);
    ASSERT_TRUE(next);
    EXPECT_THAT(*next, AllOf(HasSubstr("192.0.2.4"), HasSubstr("2 more refusals were not logged")));
    EXPECT_EQ(refusals.count(), 4U);
}

TEST(RefusalLog, OnlyCountsThoseWithoutAToken) {
    RefusalLog refusals;
    EXPECT_FALSE(refusals.take("192.0.2.1", false, RateLimit::Time{1h}));
    EXPECT_EQ(refusals.count(), 1U);
}

}  // namespace
}  // namespace hf::exporter
