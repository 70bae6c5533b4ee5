// CircuitBreaker: after some failures in a row a provider is left alone for a while;
// then one call tries whether it is back.
//
// Not thread-safe; its lane guards it.
#pragma once

#include <chrono>
#include <cstdint>

namespace hf {

class CircuitBreaker {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::uint32_t failures_to_open = 5;
    static constexpr std::chrono::seconds rest{10};

    // When the next call may be made: at once, or when the rest is over.
    [[nodiscard]] Time next_call() const { return next_call_; }
    [[nodiscard]] bool open() const { return failures_ >= failures_to_open; }

    // True when this closed it.
    bool succeeded() {
        const bool was_open = open();
        failures_ = 0;
        next_call_ = {};
        return was_open;
    }
    // True when this opened it.
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
