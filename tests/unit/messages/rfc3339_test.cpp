#include "core/messages/rfc3339.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace hf::testing {
namespace {

constexpr std::int64_t second = 1'000'000;

std::optional<std::int64_t> parsed(std::string_view text) {
    const auto time = parse_rfc3339(text);
    return time ? std::optional(time->microseconds) : std::nullopt;
}

TEST(Rfc3339, WritesMicrosecondsInUtc) {
    EXPECT_EQ(rfc3339({0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(rfc3339({1'767'323'045 * second + 6}), "2026-01-02T03:04:05.000006Z");
    EXPECT_EQ(rfc3339({-1}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(rfc3339({951'782'400 * second}), "2000-02-29T00:00:00.000000Z");
    EXPECT_EQ(rfc3339({-62'167'219'200 * second}), "0000-01-01T00:00:00.000000Z");
    EXPECT_EQ(rfc3339({253'402'300'799 * second}), "9999-12-31T23:59:59.000000Z");
}

TEST(Rfc3339, WritesEveryTimestamp) {
    EXPECT_EQ(rfc3339({253'402'300'800 * second}), "+010000-01-01T00:00:00.000000Z");
    EXPECT_EQ(rfc3339({-62'167'219'200 * second - 1}), "-000001-12-31T23:59:59.999999Z");
    EXPECT_EQ(rfc3339({std::numeric_limits<std::int64_t>::max()}), "+294247-01-10T04:00:54.775807Z");
    EXPECT_EQ(rfc3339({std::numeric_limits<std::int64_t>::min()}), "-290308-12-21T19:59:05.224192Z");
}

TEST(Rfc3339, ReadsBackWhatItWrites) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> times(-62'167'219'200 * second, 253'402'300'799 * second);
    for (int i = 0; i < 10'000; ++i) {
        const Timestamp time{times(random)};
        ASSERT_EQ(parsed(rfc3339(time)), time.microseconds) << rfc3339(time);
    }
}

TEST(Rfc3339, ReadsOffsetsAndDecimals) {
    constexpr auto moment = 1'767'323'045 * second;
    EXPECT_EQ(parsed("2026-01-02T03:04:05Z"), moment);
    EXPECT_EQ(parsed("2026-01-02t03:04:05z"), moment);
    EXPECT_EQ(parsed("2026-01-02 03:04:05Z"), moment);
    EXPECT_EQ(parsed("2026-01-02T04:34:05+01:30"), moment);
    EXPECT_EQ(parsed("2026-01-01T22:04:05-05:00"), moment);
    EXPECT_EQ(parsed("2026-01-02T03:04:05.5Z"), moment + 500'000);
    EXPECT_EQ(parsed("2026-01-02T03:04:05.1234567899999999999999Z"), moment + 123'456);
    EXPECT_EQ(parsed("2016-12-31T23:59:60Z"), parsed("2017-01-01T00:00:00Z"));
}

TEST(Rfc3339, RefusesEverythingElse) {
    for (const auto* text : {"",
                             "2026",
                             "2026-01-02",
                             "2026-01-02T03:04:05",
                             "2026-01-02T03:04Z",
                             "2026-01-02T03:04:05.Z",
                             "2026-13-02T03:04:05Z",
                             "2026-00-02T03:04:05Z",
                             "2026-02-29T03:04:05Z",
                             "2026-04-31T03:04:05Z",
                             "2100-02-29T03:04:05Z",
                             "2026-01-00T03:04:05Z",
                             "2026-01-02T24:00:00Z",
                             "2026-01-02T03:60:05Z",
                             "2026-01-02T03:04:61Z",
                             "2026-01-02T03:04:05+24:00",
                             "2026-01-02T03:04:05+01:60",
                             "2026-01-02T03:04:05+0100",
                             "2026-01-02T03:04:05ZZ",
                             " 2026-01-02T03:04:05Z",
                             "20260102T030405Z",
                             "+010000-01-01T00:00:00Z",
                             "2026-1-2T03:04:05Z",
                             "2026-01-02T03:04:05,5Z",
                             "2026-01-02T-3:04:05Z"})
        EXPECT_EQ(parsed(text), std::nullopt) << text;
}

TEST(Rfc3339, KnowsLeapYears) {
    EXPECT_TRUE(parsed("2000-02-29T00:00:00Z"));
    EXPECT_TRUE(parsed("2024-02-29T00:00:00Z"));
    EXPECT_FALSE(parsed("1900-02-29T00:00:00Z"));
}

}  // namespace
}  // namespace hf::testing
