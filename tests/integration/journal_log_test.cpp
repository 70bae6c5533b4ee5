// What a line of the log looks like in the journal and elsewhere.
#include "adapters/systemd/journal_log.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace hf {
namespace {

using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

// As systemd says to a service that standard error is the journal.
void say_that_standard_error_is_the_journal() {
    struct stat here {};
    ASSERT_EQ(::fstat(STDERR_FILENO, &here), 0);
    ::setenv("JOURNAL_STREAM", fmt::format("{}:{}", here.st_dev, here.st_ino).c_str(), 1);
}

class JournalLog : public ::testing::Test {
protected:
    ~JournalLog() override { ::unsetenv("JOURNAL_STREAM"); }

    enum class Is : std::uint8_t { journal, terminal };
    template <class Write>
    static std::string logged(Is what, const char* name, Write write) {
        CaptureStderr();
        if (what == Is::journal) say_that_standard_error_is_the_journal();
        write(*make_standard_error_logger(name));
        return GetCapturedStderr();
    }
    static void write_three(spdlog::logger& logger) {
        logger.info("ready");
        logger.warn("the disk is slow");
        logger.error("the disk is full");
    }
};

TEST_F(JournalLog, HasThePriorityOfEachLine) {
    EXPECT_EQ(logged(Is::journal, "journal", write_three),
              "<6>info: ready\n<4>warning: the disk is slow\n<3>error: the disk is full\n");
}

TEST_F(JournalLog, HasTheTimeOfEachLineElsewhere) {
    ::unsetenv("JOURNAL_STREAM");
    const auto lines = logged(Is::terminal, "terminal", write_three);
    EXPECT_THAT(lines, testing::MatchesRegex("(20[^ ]+ [a-z]+: [a-z ]+\n)+"));
    EXPECT_THAT(lines, testing::HasSubstr(" warning: the disk is slow\n"));
}

// A terminal that systemd has started hands the variable on to its shell.
TEST_F(JournalLog, IsNoneWhereTheVariableIsOfAnotherFile) {
    ::setenv("JOURNAL_STREAM", "8:1234", 1);
    EXPECT_THAT(logged(Is::terminal, "inherited", write_three), testing::StartsWith("20"));
    EXPECT_EQ(as_error("a: wrong"), "a: wrong");
}

// A client chooses the names of what is not known, and its refusal has them.
TEST_F(JournalLog, HasNoLineThatAnotherHasMade) {
    const auto refused = [](spdlog::logger& logger) {
        logger.warn("a\n<0>critical: the store is lost\x1b[31m\r, ä\xc2\x9b\t");
    };
    EXPECT_EQ(logged(Is::journal, "forged", refused),
              "<4>warning: a\n<4>    <0>critical: the store is lost?[31m?, ä?\t\n");
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_THAT(logged(Is::terminal, "forged at a terminal", refused),
                testing::EndsWith(" warning: a\n    <0>critical: the store is lost?[31m?, ä?\t\n"));
}

TEST_F(JournalLog, ATextOfSeveralLinesIsAnErrorInEach) {
    say_that_standard_error_is_the_journal();
    EXPECT_EQ(as_error("a: wrong\nb: wrong\n"), "<3>a: wrong\n<3>b: wrong\n");
    EXPECT_EQ(as_error("a: wrong"), "<3>a: wrong");
    EXPECT_EQ(as_error(""), "");
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_EQ(as_error("a: wrong\nb: wrong"), "a: wrong\nb: wrong");
}

}  // namespace
}  // namespace hf
