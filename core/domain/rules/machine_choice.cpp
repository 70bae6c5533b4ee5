#include "core/domain/rules/machine_choice.hpp"

#include <algorithm>

#include "core/domain/rules/ownership.hpp"

namespace hf {

bool MachineChoice::sees(const Machine& machine) const {
    return caller_.sees_all || caller_.may_see(owner_of(machine, state_));
}

void MachineChoice::add(const Machine* machine, const std::string& called) {
    if (!machine || !sees(*machine))
        unknown_.push_back(called);
    else if (seen_.insert(machine->spec.machine_id).second)
        machines_.push_back(machine);
}

void MachineChoice::add_ids(std::span<const MachineId> ids) {
    for (const auto& id : ids) add(state_.find(id), id.value);
}

void MachineChoice::add_names(std::span<const std::string> names) {
    for (const auto& name : names) add(state_.machine_named(name), name);
}

void MachineChoice::add_request(const Request& request) { add_ids(request.machine_ids); }

void MachineChoice::add_template(const TemplateId& id) {
    for (const auto& machine : state_.live_machines())
        if (machine.spec.template_id == id && sees(machine)) add(&machine, {});
}

Error MachineChoice::missing() const {
    auto result = no_such_machine(unknown_.front());
    result.details["unknown"] = Value(ValueList(unknown_.begin(), unknown_.end()));
    return result;
}

Error no_such_machine(std::string_view id) {
    return error(Code::machine_not_found, "machine \"{}\" does not exist", id);
}

}  // namespace hf
