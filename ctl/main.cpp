// hostfactoryctl: the daemon's commands and queries for people and scripts.
#include <csignal>

#include "ctl/program.hpp"

int main(int count, char** words) {
    // A pager that is closed early must end the output without a signal.
    std::signal(SIGPIPE, SIG_IGN);
    return hf::ctl::run_program(count, words);
}
