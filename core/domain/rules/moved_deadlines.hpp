// The deadlines of open requests after the clock was set. They are times of that clock, and stay as far away as they
// were: how long a request may take does not depend on what an administrator does with the clock.
#pragma once

#include "core/domain/history/event.hpp"
#include "core/domain/state/state.hpp"

namespace hf {

// The clock was set by so much while the daemon lived.
Events move_deadlines(std::chrono::microseconds by, const State& state);
// The daemon starts. Nobody can say how long it was away but by the clock, and yet no request has more time left than
// when it was made: the clock was set back meanwhile.
Events bound_deadlines(Timestamp now, const State& state);

}  // namespace hf
