// What events make of a machine. Each function changes the machine alone; State::apply() stamps it
// with the event's place, counts it on its requests, and keeps what is derived from it.
//
// Errors: std::logic_error for a status that may not follow.
#pragma once

#include "core/domain/machine/machine_events.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

Machine created_by(const MachineLaunched& event, const EventMeta& meta);

void evolve(Machine& machine, const MachineStarted& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineAddressAwaited& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineDescribed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStatusChanged& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStopRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStartRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineOrderFailed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineReclaimNoticed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineReturnRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineTerminated& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineFailed& event, const EventMeta& meta);

}  // namespace hf
