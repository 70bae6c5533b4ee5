// Command: the program that a machine runs, in a session of its own.
//
//     Command command;
//     if (const int error = command.prepare(argv)) return error;  // forked, waiting
//     if (claim(command.pid()) == Claim::made)
//         return command.go().error;
//     else
//         command.call_off();
//
// The process exists before the claim, so that the claim can name it, and runs
// nothing before it. It dies with the keeper, however that ends. Single-threaded.
#pragma once

#include <sys/types.h>

namespace hf::keeper {

class Command {
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    // An errno, or 0.
    int prepare(char** argv);
    // What went wrong and where; all zero when the program runs.
    struct Failure {
        enum Stage : int { none, environment, work, log, program } stage;
        int error;
    };
    Failure go();
    void call_off();

    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    [[noreturn]] void become(char** argv, int go, int failed) const;

    pid_t keeper_ = 0;
    pid_t pid_ = 0;
    int go_ = -1;      // a byte lets it run, its end calls it off
    int failed_ = -1;  // a Failure, or its end when the program runs
};

}  // namespace hf::keeper
