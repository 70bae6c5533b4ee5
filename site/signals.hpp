// Signals as values: blocked everywhere, taken by the main thread when it likes.
#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace hf {

// Construct it before the first thread, so that every thread inherits the mask.
class Signals {
public:
    Signals();

    // SIGTERM, SIGINT or SIGHUP, if one comes in time.
    [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds timeout) const;
    // Makes a wait() of the main thread return SIGTERM. Any thread.
    static void ask_to_stop();

private:
    sigset_t set_{};
};

}  // namespace hf
