// Policies: what follows from an event by the rules alone, within the same decision. When the last
// machine of a return ends, the return is complete; when a request is cancelled, its machines are to be
// given back. The ledger asks for consequences after every event of a decision. Replay does not ask,
// since consequences are events too (ADR 3).
#pragma once

#include "core/domain/state/state.hpp"

namespace hf {

// Appends what follows from an event that `state` has applied already.
void add_consequences(const Event& event, const State& state, Events& consequences);

// Appends what is left to close after an event and all its consequences were applied.
void add_closing_consequences(const Event& event, const State& state, Events& consequences);

}  // namespace hf
