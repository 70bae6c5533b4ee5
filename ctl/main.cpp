// hostfactoryctl: the daemon's commands and queries for people and scripts.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "ctl/program.hpp"

int main(int count, char** words) try {
    // A pager that is closed early must end the output without a signal.
    std::signal(SIGPIPE, SIG_IGN);
    return static_cast<int>(hf::ctl::run_program(count, words));
} catch (const std::exception& e) {
    hf::ctl::say(e.what());
    return static_cast<int>(hf::ctl::ExitStatus::refused);
}
