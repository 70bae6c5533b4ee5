// Policies: what follows from a fact by the rules alone, within the same decision.
// The last machine of a return goes, so the return is complete; a request is
// called off, so its machines are to be given back. The ledger asks after every
// event of a decision; replay doesn't, since the consequences are events too.
#pragma once

#include "core/domain/state/state.hpp"

namespace hf {

// `state` has the event already. Appends what follows from it.
void add_consequences(const Event& event, const State& state, Events& consequences);

// The same when all of those are done: what they leave behind to be closed.
void add_closing_consequences(const Event& event, const State& state, Events& consequences);

}  // namespace hf
