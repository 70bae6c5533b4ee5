#include "ctl/short_id.hpp"

#include <gtest/gtest.h>

namespace hf::ctl {
namespace {

TEST(ShortId, IsTheEndOfAUuid) {
    EXPECT_EQ(short_id("req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"), "…0c1d2e3f4a5b");
    EXPECT_EQ(short_id("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"), "…0c1d2e3f4a5b");
    EXPECT_EQ(short_id("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-1-12"), "…0c1d2e3f4a5b-1-12") << "a process";
}

TEST(ShortId, LeavesOtherIdsWhole) {
    for (const auto* id : {"", "small", "i-0123456789abcdef0", "gpu-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5x",
                           "0193a1b2-c3d4-7e5f-8a9b_0c1d2e3f4a5b", "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-gpu"})
        EXPECT_EQ(short_id(id), id);
}

TEST(ShortId, MayBeTypedWithAnEllipsisOrDots) {
    EXPECT_EQ(end_of_id("…0c1d2e3f4a5b"), "0c1d2e3f4a5b");
    EXPECT_EQ(end_of_id("...4a5b"), "4a5b");
    EXPECT_FALSE(end_of_id("..."));
    EXPECT_FALSE(end_of_id("req-1"));
}

}  // namespace
}  // namespace hf::ctl
