#include "core/provisioning/commands/record_failed_order.hpp"

namespace hf {
namespace {

// An end is tried again and again, and its failure is recorded once for each kind of reason.
bool is_new_refusal(const RecordFailedOrder& command, const Machine& machine) {
    if (command.wanted != MachineStatus::terminated) return machine.wanted_status == command.wanted;
    return machine.live() && machine.return_requested && machine.end_refused != command.error.kind;
}

}  // namespace

Decision<Done> decide(const RecordFailedOrder& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    for (const auto& id : command.machine_ids) {
        const auto* machine = state.find(id);
        if (!machine || !is_new_refusal(command, *machine)) continue;
        accepted.events.emplace_back(MachineOrderFailed{
            {id, machine->spec.request_id}, command.wanted, command.error.kind, command.error.message});
    }
    return accepted;
}

}  // namespace hf
