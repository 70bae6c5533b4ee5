#include "core/domain/machine/machine_events.hpp"

#include <utility>

namespace hf {
namespace {

void change_status(Machine& machine, MachineStatus to) {
    change_status(machine.status, to, machine_transitions, machine.spec.machine_id.value);
}

void give_reason(Machine& machine, const std::string& reason) {
    if (!reason.empty()) machine.status_reason = reason;
}

void want(Machine& machine, MachineStatus status, const std::string& reason) {
    machine.wanted_status = status;
    give_reason(machine, reason);
}

void rename(Machine& machine, const std::string& name, const EventMeta& meta) {
    if (name.empty() || name == machine.spec.name) return;
    machine.former_name = std::exchange(machine.spec.name, name);
    machine.named_at = meta.position;
}

void end(Machine& machine, MachineStatus as, const std::string& reason, const EventMeta& meta) {
    change_status(machine, as);
    machine.status_reason = reason;
    machine.ended_at = meta.time;
    machine.wanted_status.reset();
    if (!machine.return_requested && !machine.reclaim_noticed_at) machine.taken_back_at = meta.position;
}

}  // namespace

Machine created_by(const MachineLaunched& event, const EventMeta& meta) {
    Machine machine;
    machine.spec = event.spec;
    machine.status = event.status;
    machine.created_at = meta.time;
    machine.named_at = meta.position;
    return machine;
}

void evolve(Machine& machine, const MachineStarted& event, const EventMeta& meta) {
    change_status(machine, MachineStatus::running);
    machine.started_at = meta.time;
    if (machine.address_awaited_at) machine.status_reason = event.reason;
    machine.address_awaited_at.reset();
    rename(machine, event.name, meta);
    if (!event.private_ip.empty()) machine.spec.private_ip = event.private_ip;
    if (!event.public_ip.empty()) machine.spec.public_ip = event.public_ip;
}

void evolve(Machine& machine, const MachineAddressAwaited&, const EventMeta& meta) {
    if (machine.status == MachineStatus::pending) change_status(machine, MachineStatus::launching);
    machine.address_awaited_at = meta.time;
    machine.status_reason = MachineAddressAwaited::words;
}

void evolve(Machine& machine, const MachineDescribed& event, const EventMeta& meta) {
    rename(machine, event.facts.name, meta);
    MachineFacts& known = machine.spec;
    auto name = std::move(known.name);
    known = event.facts;
    known.name = std::move(name);
}

void evolve(Machine& machine, const MachineStatusChanged& event, const EventMeta&) {
    change_status(machine, event.to);
    machine.status_reason = event.reason;
    if (machine.wanted_status == event.to) machine.wanted_status.reset();
}

void evolve(Machine& machine, const MachineStopRequested& event, const EventMeta&) {
    want(machine, MachineStatus::stopped, event.reason);
}
void evolve(Machine& machine, const MachineStartRequested& event, const EventMeta&) {
    want(machine, MachineStatus::running, event.reason);
}

void evolve(Machine& machine, const MachineOrderFailed& event, const EventMeta&) {
    if (machine.wanted_status == event.wanted) machine.wanted_status.reset();
    if (event.wanted == MachineStatus::terminated) machine.end_refused = event.error;
    machine.status_reason = event.message;
}

void evolve(Machine& machine, const MachineReclaimNoticed& event, const EventMeta& meta) {
    if (!machine.reclaim_noticed_at) machine.taken_back_at = meta.position;
    machine.reclaim_noticed_at = meta.time;
    machine.reclaim_at = event.reclaim_at;
    give_reason(machine, event.reason);
}

void evolve(Machine& machine, const MachineReturnRequested& event, const EventMeta&) {
    machine.return_requested = true;
    machine.return_forced = machine.return_forced || event.force;
    machine.return_request_id = event.return_request_id;
    machine.wanted_status.reset();
    give_reason(machine, event.reason);
}

void evolve(Machine& machine, const MachineTerminated& event, const EventMeta& meta) {
    end(machine, MachineStatus::terminated, event.reason, meta);
}
void evolve(Machine& machine, const MachineFailed& event, const EventMeta& meta) {
    end(machine, MachineStatus::failed, event.reason, meta);
}

}  // namespace hf
