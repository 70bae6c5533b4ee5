#include "core/provisioning/commands/record_machines.hpp"

#include <unordered_set>

namespace hf {
namespace {

// An end that was ordered is a termination, however it came about; any other is a failure.
Event end_of(const Machine& machine, std::string reason) {
    const MachineEvent which{machine.spec.machine_id, machine.spec.request_id};
    if (machine.return_requested) return MachineTerminated{which, std::move(reason)};
    return MachineFailed{which, std::move(reason)};
}

}  // namespace

bool news_of_reclaim(const Machine& machine, const ProviderMachine& seen) {
    return seen.reclaiming && (!machine.reclaim_noticed_at || machine.reclaim_at != seen.reclaim_at);
}

Decision<Done> decide(const RecordMachines& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    // An answer may hold a machine twice, and the state doesn't have the first event yet.
    std::unordered_set<MachineId> noted;
    for (const auto& seen : command.seen) {
        const auto* machine = state.find(MachineId{seen.id});
        if (!machine || !machine->live() || !noted.insert(machine->spec.machine_id).second) continue;
        const MachineEvent which{machine->spec.machine_id, machine->spec.request_id};
        if (is_live(seen.status) && news_of_reclaim(*machine, seen))
            accepted.events.emplace_back(MachineReclaimNoticed{which, seen.reason, seen.reclaim_at});
        if (machine->status == seen.status) continue;
        if (!is_live(seen.status)) {
            const bool from_outside = seen.status == MachineStatus::terminated && !machine->return_requested;
            accepted.events.push_back(end_of(*machine, from_outside ? "was terminated from outside" : seen.reason));
        } else if ((machine->wanted_status == MachineStatus::stopped && seen.status == MachineStatus::running) ||
                   !machine_transitions.allows(machine->status, seen.status)) {
            continue;  // it was ordered to stop and has not yet, or the answer is older than what is recorded
        } else if (seen.status == MachineStatus::running && !machine->has_run()) {
            accepted.events.emplace_back(MachineStarted{which, seen.name, seen.private_ip, seen.public_ip});
        } else {
            accepted.events.emplace_back(MachineStatusChanged{which, machine->status, seen.status, seen.reason});
        }
    }
    for (const auto& id : command.gone) {
        const auto* machine = state.find(id);
        if (machine && machine->live() && noted.insert(id).second)
            accepted.events.push_back(end_of(*machine, "its provider does not know it any more"));
    }
    return accepted;
}

}  // namespace hf
