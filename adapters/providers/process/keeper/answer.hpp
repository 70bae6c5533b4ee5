// Answer: the one line that the keeper gives the daemon, on READY_FD.
//
//     Answer answer(ready_fd);
//     answer.give(word::ok, "4711");     // "ok 4711\n", and the file is closed
//
// The daemon may be gone by then. The machine comes up all the same, since the next daemon finds it.
// Single-threaded.
#pragma once

namespace hf::keeper {

class Answer {
public:
    explicit Answer(int file) : file_(file) {}
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    void give(const char* word, const char* text);
    // "gone cannot enter /x: No such file or directory"
    void give(const char* word, const char* doing, const char* what, int error);

private:
    int file_;
};

// Errors of fork and of memory are a matter of capacity; all others are a matter of the host.
const char* word_for(int error);

}  // namespace hf::keeper
