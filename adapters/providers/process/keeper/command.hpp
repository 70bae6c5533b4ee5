// Command: the program that a machine runs, in a session of its own.
//
//     Command command;
//     if (const int error = command.prepare(program, argv)) return error;  // forked, waiting
//     if (claim(command.pid()) == Claim::made)
//         return command.go().error;
//     else
//         command.call_off();
//
// The process exists before the claim, so that the claim can name it. It runs nothing before the
// claim is made, and dies with the keeper, whatever ends the keeper. Single-threaded.
#pragma once

#include <sys/types.h>

namespace hf::keeper {

class Command {
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    // `program`: a path, or a name that is looked for along the PATH. Returns an errno, or 0.
    int prepare(const char* program, char** argv);
    // The error and the stage where it happened; all zero if the program runs.
    struct Failure {
        enum Stage : int { none, environment, work, log, program } stage;
        int error;
    };
    Failure go();
    void call_off();

    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    [[noreturn]] void become(const char* program, char** argv, int go, int failed) const;

    pid_t keeper_ = 0;
    pid_t pid_ = 0;
    int go_ = -1;      // a byte here lets the program run; the end of the pipe calls it off
    int failed_ = -1;  // gives a Failure, or the end of the pipe if the program runs
};

}  // namespace hf::keeper
