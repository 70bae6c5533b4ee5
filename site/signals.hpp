// Signals: SIGTERM, SIGINT and SIGHUP as values. They are blocked in all threads, and the main
// thread waits for them.
#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace hf {

// Construct it before the first thread, so that every thread inherits the mask.
class Signals {
public:
    Signals();

    // Returns SIGTERM, SIGINT or SIGHUP if one arrives within the timeout.
    [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds timeout) const;
    // Makes the main thread's wait() return SIGTERM. Any thread may call it.
    static void ask_to_stop();

private:
    sigset_t set_{};
};

}  // namespace hf
