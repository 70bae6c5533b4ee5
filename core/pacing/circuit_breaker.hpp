// CircuitBreaker: after several failures in a row no calls are made to a provider for a while; then
// a single call tries whether it answers again.
//
// Not thread-safe; the provider's lane guards it.
#pragma once

#include <chrono>
#include <cstdint>

namespace hf {

class CircuitBreaker {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::uint32_t failures_to_open = 5;
    static constexpr std::chrono::seconds rest{10};

    // When the next call may be made: at once, or at the end of the rest.
    [[nodiscard]] Time next_call() const { return next_call_; }
    [[nodiscard]] bool open() const { return failures_ >= failures_to_open; }

    // Notes a success. Returns true if it closed the breaker.
    bool succeeded() {
        const bool was_open = open();
        failures_ = 0;
        next_call_ = {};
        return was_open;
    }
    // Notes a failure. Returns true if it opened the breaker.
    bool failed(Time now) {
        ++failures_;
        if (open()) next_call_ = now + rest;
        return failures_ == failures_to_open;
    }

private:
    std::uint32_t failures_ = 0;
    Time next_call_{};
};

}  // namespace hf
