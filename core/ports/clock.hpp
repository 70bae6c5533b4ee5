// Clock: the time, for decisions and for intervals. Thread-safe.
#pragma once

#include <chrono>

#include "core/messages/timestamp.hpp"

namespace hf {

class Clock {
public:
    virtual ~Clock() = default;
    // The time in UTC. It may step when an administrator sets the clock.
    [[nodiscard]] virtual Timestamp now() const = 0;
    // A time that never steps, for timeouts and backoff.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point monotonic() const = 0;
};

}  // namespace hf
