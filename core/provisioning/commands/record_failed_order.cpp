#include "core/provisioning/commands/record_failed_order.hpp"

namespace hf {

Decision<Done> decide(const RecordFailedOrder& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    for (const auto& id : command.machine_ids) {
        const auto* machine = state.find(id);
        if (!machine || machine->wanted_status != command.wanted) continue;
        accepted.events.emplace_back(MachineOrderFailed{
            {id, machine->spec.request_id}, command.wanted, command.error.kind, command.error.message});
    }
    return accepted;
}

}  // namespace hf
