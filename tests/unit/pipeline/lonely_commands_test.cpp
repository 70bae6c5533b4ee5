#include "core/pipeline/lonely_commands.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;
using enum LonelyCommands::Company;

// How many commands that are alone go to the workers before the socket's thread carries one out again.
int handed_over(LonelyCommands& lonely) {
    int count = 0;
    while (!lonely.next(none)) ++count;
    return count;
}

TEST(LonelyCommands, ACommandThatIsAloneNeedsNoWorker) {
    LonelyCommands lonely;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(lonely.next(none));
        lonely.took(1ms);
    }
}

TEST(LonelyCommands, AfterCompanyTheNextOnesGoToTheWorkersToo) {
    LonelyCommands lonely;
    EXPECT_FALSE(lonely.next(others));
    EXPECT_FALSE(lonely.next(others));
    EXPECT_EQ(handed_over(lonely), 16);
    EXPECT_TRUE(lonely.next(none));
}

TEST(LonelyCommands, ASlowDiskIsLeftToTheWorkersForLong) {
    LonelyCommands lonely;
    EXPECT_TRUE(lonely.next(none));
    lonely.took(21ms);
    EXPECT_FALSE(lonely.next(others)) << "and company meanwhile doesn't make that shorter";
    EXPECT_EQ(handed_over(lonely), 1000);
}

}  // namespace
}  // namespace hf
