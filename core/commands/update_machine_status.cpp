#include "core/commands/update_machine_status.hpp"

#include "core/domain/rules/illegal_transition.hpp"
#include "core/domain/rules/machine_choice.hpp"

namespace hf {
namespace {

Event event_of(const Machine& machine, MachineStatus status, const std::string& reason) {
    const MachineEvent which{machine.spec.machine_id, machine.spec.request_id};
    if (status == MachineStatus::terminated) return MachineTerminated{which, reason};
    if (status == MachineStatus::failed) return MachineFailed{which, reason};
    if (status == MachineStatus::running && !machine.has_run()) return MachineStarted{which, {}, {}, {}, {}};
    return MachineStatusChanged{which, machine.status, status, reason};
}

}  // namespace

Decision<Done> decide(const UpdateMachineStatus& command, const State& state, const Context& context) {
    const auto* machine = state.find(command.machine_id);
    if (!machine) return tl::make_unexpected(no_such_machine(command.machine_id.value));
    if (auto conflict = version_conflict(context, *machine)) return tl::make_unexpected(std::move(*conflict));
    if (auto illegal = illegal_transition(machine_transitions, fmt::format("machine \"{}\"", command.machine_id),
                                          machine->status, command.new_status))
        return tl::make_unexpected(std::move(*illegal));
    auto accepted = accept(Done{}, event_of(*machine, command.new_status, command.reason));
    // Nothing leads back from shutting-down, so a provider that still says that the machine runs would not be heard.
    if (command.new_status == MachineStatus::shutting_down && !machine->return_requested)
        accepted.events.emplace_back(MachineReturnRequested{
            {command.machine_id, machine->spec.request_id}, std::nullopt, command.reason, false});
    return accepted;
}

}  // namespace hf
