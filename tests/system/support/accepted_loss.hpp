// Starts hostfactoryd once with --accept-loss on the store of a daemon that doesn't run, as an administrator would,
// and ends it when it answers.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/support/places.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {

inline void accept_loss(const RunningDaemon& daemon) {
    const auto program = testing::built("hostfactoryd");
    const auto file = daemon.configuration_file().string();
    const auto log = (daemon.directory() / "log").string();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        if (!std::freopen(log.c_str(), "a", stderr)) ::_exit(126);
        ::execl(program.c_str(), program.c_str(), "--config", file.c_str(), "--accept-loss", nullptr);
        ::_exit(127);
    }
    EXPECT_TRUE(daemon.client().query(GetStatus{}));
    ::kill(child, SIGTERM);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace hf::system_test
