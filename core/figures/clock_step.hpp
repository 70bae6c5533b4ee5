// ClockStep: the host's clock was set while the daemon ran.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct ClockStep {
    Timestamp at;
    std::int64_t by_us{};

    bool operator==(const ClockStep&) const = default;

    static constexpr auto describe =
        message("ClockStep", "The clock of the daemon's host was set.",
                field<&ClockStep::at>("at", "when, by the clock as it was set"),
                field<&ClockStep::by_us>("by_us", "how far forward, in microseconds; below 0: back"));
};

}  // namespace hf
