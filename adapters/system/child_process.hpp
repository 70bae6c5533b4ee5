// Child processes: starting a program, and hearing what it says, with a bound on its time and its words.
//
//     const auto done = run_child({.program = "/bin/sh", .arguments = {"sh", "-c", command}}, 30s, 65'536);
//     if (!done) fail(done.error());  // "took longer than 30000 ms"
//     if (done->exited_with(0)) use(done->output);
//
// Callers that wait for several children, or for one line of each, start them by spawn_child() and hear them by
// collect_output(). They must wait for the ends of the processes themselves.
//
// Any thread may call these. Errors: as values; of spawn_child() an errno.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/system/file_descriptor.hpp"

namespace hf {

struct ChildCommand {
    std::string program{};                 // its path
    std::vector<std::string> arguments{};  // with the name that it is called by
    // NAME=value; without it the child has this process's environment.
    std::optional<std::vector<std::string>> environment{};
    int output_as = STDOUT_FILENO;  // the child's file whose words we hear
    bool own_session = false;       // else a process group of its own
    bool silent = false;            // its stderr, and its stdout where that is not heard, go nowhere
};

struct Child {
    pid_t pid = -1;
    FileDescriptor output{};
};

// Its signal mask is empty and all signals have their defaults, whatever this process has. Its stdin is empty.
tl::expected<Child, int> spawn_child(const ChildCommand& command);

struct ChildOutput {
    enum class State : std::uint8_t {
        complete,   // it has said it all
        cut_off,    // it has ended before the line had
        too_much,   // more than it may
        too_slowly  // not within its time
    } state = State::too_slowly;
    std::string text{};
};

enum class OutputUntil : std::uint8_t { line, end };

// What each writes until its first newline, which is left out, or until its end; all of them at once.
std::vector<ChildOutput> collect_output(std::span<const Child> children, OutputUntil until,
                                        std::chrono::steady_clock::time_point deadline, std::size_t most_bytes);

struct ChildEnd {
    int status = 0;  // as of waitpid
    std::string output{};

    [[nodiscard]] bool exited_with(int number) const;
};

// Until it has ended. After the timeout, or too many words, it is killed with all of its process group; the error says
// which, in words that go on after its name.
// `left` is asked several times a second, where there is one; if it says so, the same happens as after the timeout.
tl::expected<ChildEnd, std::string> run_child(const ChildCommand& command, std::chrono::milliseconds timeout,
                                              std::size_t most_bytes, const std::function<bool()>& left = {});

}  // namespace hf
