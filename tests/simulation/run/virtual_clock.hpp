// VirtualClock: time that passes when the simulation says so. The time of day may step, as an
// administrator's clock does; monotonic time never does.
//
// Used by one thread.
#pragma once

#include "core/ports/clock.hpp"

namespace hf::simulation {

class VirtualClock final : public Clock {
public:
    using Duration = std::chrono::microseconds;

    [[nodiscard]] Timestamp now() const override { return Timestamp{epoch_us} + (elapsed_ + stepped_); }
    [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
        // A daemon never starts at the very beginning of the host's monotonic time.
        return std::chrono::steady_clock::time_point{std::chrono::hours{1}} + elapsed_;
    }

    // Since the run began.
    [[nodiscard]] Duration elapsed() const { return elapsed_; }
    void advance_to(Duration elapsed) { elapsed_ = elapsed; }
    // Sets the time of day.
    void step(Duration by) { stepped_ += by; }

private:
    static constexpr std::int64_t epoch_us = 1'750'000'000'000'000;  // 2025-06-15T15:06:40Z

    Duration elapsed_{};
    Duration stepped_{};
};

}  // namespace hf::simulation
