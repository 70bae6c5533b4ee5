// Moment: what time it is by both clocks. Deadlines are in UTC, which an administrator may set; intervals go by the
// clock that never steps.
#pragma once

#include <chrono>

#include "core/messages/timestamp.hpp"

namespace hf {

struct Moment {
    std::chrono::steady_clock::time_point monotonic;
    Timestamp utc;
};

}  // namespace hf
