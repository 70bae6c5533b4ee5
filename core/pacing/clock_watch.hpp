// ClockWatch: notices when the clock that tells the time is set, which then goes another way than the one that never
// steps.
//
//     ClockWatch watch;
//     if (const auto step = watch.step({clock.monotonic(), clock.now()}))
//         log.warn(fmt::format("the clock was set by {} us", step->count()));
//
// Ask it every few seconds: what a clock drifts in the meantime is no step. Not thread-safe.
#pragma once

#include <optional>
#include <utility>

#include "core/pacing/moment.hpp"

namespace hf {

class ClockWatch {
public:
    static constexpr std::chrono::seconds tolerance{2};

    // How far the clock was set since the last call; nothing where it was not, and at the first call.
    std::optional<std::chrono::microseconds> step(const Moment& now) {
        const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now.monotonic.time_since_epoch());
        const auto offset = std::chrono::microseconds{now.utc.microseconds} - passed;
        const auto was = std::exchange(offset_, offset).value_or(offset);
        return std::chrono::abs(offset - was) < tolerance ? std::nullopt : std::optional(offset - was);
    }

private:
    std::optional<std::chrono::microseconds> offset_;
};

}  // namespace hf
