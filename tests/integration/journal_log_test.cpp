// What a line of the log looks like in the journal and elsewhere.
#include "adapters/systemd/journal_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace hf {
namespace {

using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

std::string logged(const char* name) {
    CaptureStderr();
    const auto logger = make_standard_error_logger(name);
    logger->info("ready");
    logger->warn("the disk is slow");
    logger->error("the disk is full");
    return GetCapturedStderr();
}

TEST(JournalLog, HasThePriorityOfEachLine) {
    ::setenv("JOURNAL_STREAM", "8:1234", 1);
    EXPECT_EQ(logged("journal"), "<6>info: ready\n<4>warning: the disk is slow\n<3>error: the disk is full\n");
    ::unsetenv("JOURNAL_STREAM");
}

TEST(JournalLog, HasTheTimeOfEachLineElsewhere) {
    ::unsetenv("JOURNAL_STREAM");
    const auto lines = logged("terminal");
    EXPECT_THAT(lines, testing::MatchesRegex("(20[^ ]+ [a-z]+: [a-z ]+\n)+"));
    EXPECT_THAT(lines, testing::HasSubstr(" warning: the disk is slow\n"));
}

TEST(JournalLog, ATextOfSeveralLinesIsAnErrorInEach) {
    ::setenv("JOURNAL_STREAM", "8:1234", 1);
    EXPECT_EQ(as_error("a: wrong\nb: wrong\n"), "<3>a: wrong\n<3>b: wrong\n");
    EXPECT_EQ(as_error("a: wrong"), "<3>a: wrong");
    EXPECT_EQ(as_error(""), "");
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_EQ(as_error("a: wrong\nb: wrong"), "a: wrong\nb: wrong");
}

}  // namespace
}  // namespace hf
