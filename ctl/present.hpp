// Present: the time by which people see how long ago something was. Where the clock of the daemon's host was set, what
// was before that has times of a clock that went otherwise, and would look as if it were days old.
//
// The daemon knows the steps since its own start, and the last of them. A clock that was set back shows times again: of
// two moments that have the same time the later is meant.
#pragma once

#include <string_view>
#include <vector>

#include "core/queries/get_status.hpp"

namespace hf::ctl {

struct Present {
    Present() = default;
    Present(Timestamp at, std::vector<ClockStep> clock_steps = {}) : now(at), steps(std::move(clock_steps)) {}

    Timestamp now;
    std::vector<ClockStep> steps;

    // When something was that has this time, by the clock as it goes now.
    [[nodiscard]] Timestamp as_of_now(Timestamp then) const;
    // The present by which the field of this name is shown: what is planned moves with the clock (deadlines).
    [[nodiscard]] Present of(std::string_view field) const;
};

}  // namespace hf::ctl
