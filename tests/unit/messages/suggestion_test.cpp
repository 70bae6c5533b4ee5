#include "core/text/suggestion.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hf::testing {
namespace {

constexpr auto names = std::to_array<std::string_view>({"workers", "endpoint", "small", "large"});

TEST(Suggestion, NamesTheNearest) {
    EXPECT_EQ(did_you_mean("workrs", names), "; did you mean \"workers\"?");
    EXPECT_EQ(did_you_mean("smal", names), "; did you mean \"small\"?");
    EXPECT_EQ(did_you_mean("end_point", names), "; did you mean \"endpoint\"?");
}

TEST(Suggestion, KeepsSilentWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("colour", names), "");
    EXPECT_EQ(did_you_mean("", names), "");
    EXPECT_EQ(did_you_mean("x", {}), "");
}

TEST(Suggestion, CostsNothingForLongWords) {
    EXPECT_EQ(did_you_mean(std::string(1'000'000, 'a'), names), "");
    const std::string longest(1'000'000, 'b');
    const std::array<std::string_view, 2> candidates{longest, "bb"};
    EXPECT_EQ(did_you_mean("bbb", candidates), "; did you mean \"bb\"?");
}

}  // namespace
}  // namespace hf::testing
