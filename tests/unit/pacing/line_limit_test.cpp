#include "core/pacing/line_limit.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;

TEST(LineLimit, IsALineASecondOfEachKind) {
    LineLimit lines;
    const LineLimit::Time begin{100s};
    EXPECT_EQ(lines.next("busy", begin), 0U);
    EXPECT_EQ(lines.next("busy", begin + 1ms), std::nullopt);
    EXPECT_EQ(lines.next("busy", begin + 999ms), std::nullopt);
    EXPECT_EQ(lines.next("refused", begin + 999ms), 0U);
    EXPECT_EQ(lines.next("busy", begin + 1s), 2U) << "so many went untold";
    EXPECT_EQ(lines.next("busy", begin + 2s), 0U);
}

TEST(LineLimit, SaysWhatWasNotTold) {
    EXPECT_EQ(and_untold(0), "");
    EXPECT_EQ(and_untold(7), " (7 more like this were not logged)");
}

}  // namespace
}  // namespace hf
