#include "ctl/cell.hpp"

#include <gtest/gtest.h>

#include "core/domain/machine/machine.hpp"

namespace hf::ctl {
namespace {

constexpr Timestamp now{1'000'000'000'000'000};

Timestamp ago(std::chrono::seconds seconds) { return now + -std::chrono::microseconds(seconds); }

TEST(Cell, AgesHaveTwoFiguresOrThree) {
    using namespace std::chrono_literals;
    EXPECT_EQ(age(ago(0s), now), "0s");
    EXPECT_EQ(age(ago(119s), now), "119s");
    EXPECT_EQ(age(ago(120s), now), "2m");
    EXPECT_EQ(age(ago(3h), now), "3h");
    EXPECT_EQ(age(ago(std::chrono::hours(24 * 12)), now), "12d");
}

TEST(Cell, AClockThatIsBehindMakesNoNegativeAge) { EXPECT_EQ(age(now + std::chrono::seconds(5), now), "0s"); }

TEST(Cell, TellsATimeFromANumberByTheType) {
    const auto* field = field_of(&type_of<Machine>, "created_at");
    ASSERT_TRUE(field);
    EXPECT_EQ(cell(Value(ago(std::chrono::seconds(7)).microseconds), field->type, now), "7s");
    EXPECT_EQ(cell(Value(7), &type_of<std::uint32_t>, now), "7");
}

TEST(Cell, TellsAFutureTimeAsSuch) {
    const auto* type = field_of(&type_of<Machine>, "created_at")->type;
    const auto later = [](std::chrono::milliseconds time) {
        return Value((now + std::chrono::duration_cast<std::chrono::microseconds>(time)).microseconds);
    };
    EXPECT_EQ(cell(later(std::chrono::minutes(7)), type, now), "in 7m");
    EXPECT_EQ(cell(later(std::chrono::milliseconds(300)), type, now), "0s") << "a clock is a little behind";
    EXPECT_EQ(cell(Value(now.microseconds), type, std::nullopt), local_time(now));
}

// The clock of the daemon's host was set forward by a year, or back by one, an hour ago.
TEST(Cell, AgesAreTrueAlsoWhereTheClockWasSet) {
    using namespace std::chrono_literals;
    constexpr auto year = 365 * 24h;
    const auto ages = [&](std::chrono::seconds by) {
        const std::chrono::microseconds us = by;
        const Present present{now, {{ago(1h), us.count()}}};
        // Two hours ago by the clock of then, half an hour ago, and long before.
        return std::vector{age(ago(2h) + -us, present), age(ago(30min), present), age(ago(2 * year) + -us, present)};
    };
    const std::vector<std::string> wanted{"2h", "30m", "730d"};
    EXPECT_EQ(ages(year), wanted);
    EXPECT_EQ(ages(-year), wanted);
}

TEST(Cell, EachStepOfTheClockCounts) {
    using namespace std::chrono_literals;
    constexpr auto day = std::chrono::microseconds(24h);
    const Present present{now, {{ago(3h) + 2 * day, day.count()}, {ago(2h), -2 * day.count()}}};
    // Before all, and between them.
    EXPECT_EQ(age(ago(4h) + day, present), "4h");
    EXPECT_EQ(age(ago(150min) + 2 * day, present), "2h");
}

// There and back, and then far ahead.
TEST(Cell, AStepThatWasTakenBackDoesNotCount) {
    using namespace std::chrono_literals;
    constexpr auto day = std::chrono::microseconds(24h);
    const Present present{
        now, {{ago(3h) + -399 * day, day.count()}, {ago(2h) + -400 * day, -day.count()}, {ago(1h), 400 * day.count()}}};
    EXPECT_EQ(age(ago(4h) + -400 * day, present), "4h");
    EXPECT_EQ(age(ago(150min) + -399 * day, present), "2h");
    EXPECT_EQ(age(ago(90min) + -400 * day, present), "90m");
    EXPECT_EQ(age(ago(30min), present), "30m");
}

TEST(Cell, WhatIsPlannedMovesWithTheClock) {
    using namespace std::chrono_literals;
    const Present present{now, {{ago(1h), -std::chrono::microseconds(24h).count()}}};
    const auto* type = field_of(&type_of<Machine>, "created_at")->type;
    const Value soon((now + std::chrono::microseconds(7min)).microseconds);
    EXPECT_EQ(cell(soon, type, present.of("deadline_at")), "in 7m");
    EXPECT_EQ(cell(soon, type, present.of("created_at")), "23h") << "no machine is made in the future";
}

TEST(Cell, ListsAndMapsAreOneLine) {
    EXPECT_EQ(cell(Value(ValueList{"a", 2, true}), nullptr, now), "a,2,yes");
    EXPECT_EQ(cell(Value(ValueMap{{"b", 1}, {"a", "x"}}), nullptr, now), "a=x,b=1");
    EXPECT_EQ(cell(Value(ValueMap{{"a", ValueMap{{"b", 1}}}, {"c", ValueList{1, 2}}}), nullptr, now),
              "a={b=1},c=[1,2]");
    EXPECT_EQ(cell(Value(), nullptr, now), "");
}

}  // namespace
}  // namespace hf::ctl
