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

TEST(Cell, ListsAndMapsAreOneLine) {
    EXPECT_EQ(cell(Value(ValueList{"a", 2, true}), nullptr, now), "a,2,yes");
    EXPECT_EQ(cell(Value(ValueMap{{"b", 1}, {"a", "x"}}), nullptr, now), "a=x,b=1");
    EXPECT_EQ(cell(Value(ValueMap{{"a", ValueMap{{"b", 1}}}, {"c", ValueList{1, 2}}}), nullptr, now),
              "a={b=1},c=[1,2]");
    EXPECT_EQ(cell(Value(), nullptr, now), "");
}

}  // namespace
}  // namespace hf::ctl
