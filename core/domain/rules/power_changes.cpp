#include "core/domain/rules/power_changes.hpp"

#include "core/domain/rules/machine_choice.hpp"

namespace hf {
namespace {

bool can_stop_and_start(const ProviderName& name, const State& state, const Context& context) {
    const auto* provider = state.find(name);
    const auto type = provider ? context.types.find(provider->type) : context.types.end();
    return type != context.types.end() && type->second->capabilities().stop_and_start;
}

// True if the machine may be stopped or started, whichever is wanted, from its present status.
bool may_become(const Machine& machine, MachineStatus wanted) {
    using enum MachineStatus;
    if (machine.return_requested) return false;
    return machine.status == (wanted == stopped ? running : stopped);
}

}  // namespace

Result<std::vector<const Machine*>> machines_to_order(const MachineSelection& which, MachineStatus wanted,
                                                      const State& state, const Context& context) {
    if (which.machine_ids.empty() && which.names.empty())
        return refuse(Code::validation_error, "say which machines: machine_ids or names");
    MachineChoice choice(state, context.caller);
    choice.add_ids(which.machine_ids);
    choice.add_names(which.names);
    if (!choice.unknown().empty()) return tl::make_unexpected(choice.missing());

    std::vector<const Machine*> result;
    for (const auto* machine : choice.machines()) {
        const auto& id = machine->spec.machine_id;
        if (!can_stop_and_start(machine->spec.provider, state, context))
            return refuse(Code::invalid_state, "provider \"{}\" of machine \"{}\" can't stop and start machines",
                          machine->spec.provider, id);
        if (machine->wanted_status == wanted || (machine->status == wanted && !machine->wanted_status)) continue;
        if (machine->wanted_status)
            return refuse(Code::invalid_state, "machine \"{}\" is being {}; wait until it is", id,
                          machine->wanted_status == MachineStatus::stopped ? "stopped" : "started");
        if (!may_become(*machine, wanted))
            return refuse(Code::invalid_state, "machine \"{}\" is {}{}; it can't be {}", id, name_of(machine->status),
                          machine->return_requested ? " and to be given back" : "",
                          wanted == MachineStatus::stopped ? "stopped" : "started");
        result.push_back(machine);
    }
    return result;
}

}  // namespace hf
