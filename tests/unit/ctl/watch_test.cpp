#include "ctl/watch.hpp"

#include <gtest/gtest.h>

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;

TEST(Watch, TakesAnIntervalInSeconds) {
    EXPECT_EQ(watch_interval("2").value(), 2000ms);
    EXPECT_EQ(watch_interval("0.25").value(), 250ms);
    EXPECT_EQ(watch_interval("true").value(), std::nullopt);
}

TEST(Watch, RefusesWhatIsNone) {
    for (const auto* text : {"", "soon", "2s", "0", "-1", "nan", "1e9"}) EXPECT_FALSE(watch_interval(text)) << text;
}

}  // namespace
}  // namespace hf::ctl
