#include "adapters/system/child_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace hf {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using State = ChildOutput::State;

constexpr auto patience = 60s;

ChildCommand shell(const std::string& script) {
    return {.program = "/bin/sh", .arguments = {"sh", "-c", script}, .silent = true};
}

std::string failure_of(const ChildCommand& command, std::chrono::milliseconds timeout = patience) {
    const auto done = run_child(command, timeout, 1000);
    return done ? "succeeded: " + done->output : done.error();
}

bool is_there(const std::string& pid) { return ::kill(std::stoi(pid), 0) == 0; }

TEST(ChildProcess, IsHeardToItsEnd) {
    const auto done = run_child(shell("printf 'two\\nlines'; exit 3"), patience, 1000);
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->output, "two\nlines");
    EXPECT_TRUE(done->exited_with(3));
    EXPECT_FALSE(done->exited_with(0));
    const auto killed = run_child(shell("kill -TERM $$"), patience, 1000);
    ASSERT_TRUE(killed);
    EXPECT_FALSE(killed->exited_with(0));
    EXPECT_EQ(WTERMSIG(killed->status), SIGTERM);
}

TEST(ChildProcess, HasTheEnvironmentThatItIsGiven) {
    ::setenv("HF_CHILD_TEST", "of the parent", 1);
    auto command = shell("echo $HF_CHILD_TEST");
    EXPECT_EQ(run_child(command, patience, 1000)->output, "of the parent\n");
    command.environment = {"HF_CHILD_TEST=of its own"};
    EXPECT_EQ(run_child(command, patience, 1000)->output, "of its own\n");
    command.environment.emplace();
    EXPECT_EQ(run_child(command, patience, 1000)->output, "\n");
    ::unsetenv("HF_CHILD_TEST");
}

TEST(ChildProcess, HasNoneOfOurSignalSettingsAndEmptyInput) {
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto ignored = ::signal(SIGPIPE, SIG_IGN);
    const auto done = run_child(
        shell("grep SigBlk /proc/self/status; grep -o 'SigIgn.*' /proc/self/status | tail -c 8; cat"), patience, 1000);
    ::signal(SIGPIPE, ignored);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ASSERT_TRUE(done);
    // libc keeps signals 32 and 33 for itself, and leaves them ignored.
    EXPECT_EQ(done->output, "SigBlk:\t0000000000000000\n0000000\n");
}

TEST(ChildProcess, ThatIsTooSlowEndsWithAllThatItHasStarted) {
    const auto started = run_child(shell("sleep 1000 >/dev/null & echo $!"), patience, 1000);
    ASSERT_TRUE(started) << "one that runs on elsewhere holds nobody up";
    EXPECT_TRUE(is_there(started->output));
    ::kill(std::stoi(started->output), SIGKILL);

    EXPECT_EQ(failure_of(shell("sleep 1000 & sleep 1000"), 100ms), "took longer than 100 ms");
    // Its words have ended, and it has not.
    EXPECT_EQ(failure_of(shell("exec >&-; sleep 1000"), 100ms), "took longer than 100 ms");
    EXPECT_EQ(failure_of(shell("trap '' TERM; while :; do :; done"), 100ms), "took longer than 100 ms");
}

TEST(ChildProcess, ThatTalksWithoutEndIsEnded) {
    EXPECT_EQ(failure_of(shell("exec cat /dev/zero")), "wrote more than 1000 bytes");
    EXPECT_EQ(run_child(shell("head -c 1000 /dev/zero"), patience, 1000)->output.size(), 1000U);
}

TEST(ChildProcess, ThatCannotBeStartedIsToldWithItsReason) {
    EXPECT_EQ(failure_of({.program = "/no/such/program", .arguments = {"x"}}),
              "could not be started: No such file or directory");
    EXPECT_THAT(failure_of({.program = "/etc/passwd", .arguments = {"x"}}), StartsWith("could not be started: "));
    EXPECT_EQ(spawn_child({.program = "/no/such/program", .arguments = {"x"}}).error(), ENOENT);
}

TEST(ChildProcess, SeveralAreHeardAtOnceByTheirFirstLines) {
    std::vector<Child> children;
    for (const auto* script :
         {"echo ready >&3; sleep 1000", "printf 'no end' >&3", "cat /dev/zero >&3", "sleep 1000", "kill -KILL $$"}) {
        auto command = shell(script);
        command.output_as = 3;
        command.own_session = true;
        auto child = spawn_child(command);
        ASSERT_TRUE(child);
        children.push_back(std::move(*child));
    }
    const auto said = collect_output(children, OutputUntil::line, std::chrono::steady_clock::now() + 2s, 1000);
    ASSERT_EQ(said.size(), 5U);
    EXPECT_EQ(said[0].state, State::complete);
    EXPECT_EQ(said[0].text, "ready");
    EXPECT_EQ(said[1].state, State::cut_off);
    EXPECT_EQ(said[2].state, State::too_much);
    EXPECT_EQ(said[3].state, State::too_slowly);
    EXPECT_EQ(said[4].state, State::cut_off);
    for (const auto& child : children) {
        ::kill(-child.pid, SIGKILL);
        ::waitpid(child.pid, nullptr, 0);
    }
}

}  // namespace
}  // namespace hf
