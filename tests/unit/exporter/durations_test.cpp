#include "exporter/durations.hpp"

#include <gtest/gtest.h>

namespace hf::exporter {
namespace {

TEST(Durations, CountWhatIsNoLongerThanEachBound) {
    Durations took;
    took.observe(Durations::bounds[2]);
    took.observe(Durations::bounds[2] + 0.001);
    took.observe(1e6);
    EXPECT_EQ(took.below(1), 0U);
    EXPECT_EQ(took.below(2), 1U) << "a bound belongs to what is below it";
    EXPECT_EQ(took.below(3), 2U);
    EXPECT_EQ(took.below(Durations::bounds.size() - 1), 2U);
    EXPECT_EQ(took.count(), 3U);
}

TEST(Durations, TakeAClockThatWasSetBackForNoTime) {
    Durations took;
    took.observe(-5);
    EXPECT_EQ(took.below(0), 1U);
    EXPECT_EQ(took.sum(), 0);
}

}  // namespace
}  // namespace hf::exporter
