#include "core/read_models/creation_times.hpp"

#include <gmock/gmock.h>

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CreationTimes times(const std::vector<std::int64_t>& of) {
    CreationTimes times;
    for (const auto time : of) times.add({time});
    return times;
}
std::vector<Ordinal> between(const CreationTimes& times, std::int64_t after, std::int64_t until) {
    return times.between(Timestamp{after}, Timestamp{until}).all();
}

TEST(CreationTimes, AWindowLeavesOutItsBeginAndHoldsItsEnd) {
    const auto some = times({10, 20, 20, 30});
    EXPECT_THAT(between(some, 10, 20), ElementsAre(1, 2));
    EXPECT_THAT(between(some, 0, 10), ElementsAre(0));
    EXPECT_THAT(between(some, 20, 20), IsEmpty());
    EXPECT_THAT(between(some, 30, 100), IsEmpty());
}

TEST(CreationTimes, EitherEndMayBeOpen) {
    const auto some = times({10, 20, 30});
    EXPECT_THAT(some.between(Timestamp{10}, std::nullopt).all(), ElementsAre(1, 2));
    EXPECT_THAT(some.between(std::nullopt, Timestamp{20}).all(), ElementsAre(0, 1));
    EXPECT_THAT(some.between(std::nullopt, std::nullopt).all(), ElementsAre(0, 1, 2));
}

TEST(CreationTimes, AreExactWhereTheClockWasSetBack) {
    const auto some = times({10, 20, 30, 5, 15, 25, 24, 35});
    EXPECT_THAT(between(some, 10, 25), ElementsAre(1, 4, 5, 6));
    EXPECT_THAT(between(some, 0, 5), ElementsAre(3));
    EXPECT_THAT(between(some, 30, 99), ElementsAre(7));
    EXPECT_THAT(some.between(std::nullopt, std::nullopt).all(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(CreationTimes, AWindowThatEndsBeforeItBeginsHoldsNothing) {
    EXPECT_THAT(between(times({10, 20, 30}), 25, 15), IsEmpty());
}

}  // namespace
}  // namespace hf::testing
