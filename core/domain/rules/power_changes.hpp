// Power changes: what StopMachines and StartMachines have in common.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct MachineSelection {
    std::vector<MachineId> machine_ids;
    std::vector<std::string> names;

    static constexpr auto describe =
        message("MachineSelection", "Which machines.",
                field<&MachineSelection::machine_ids>("machine_ids", "which").optional().at_most(10'000),
                field<&MachineSelection::names>("names", "which, by host name: the live machine of that name")
                    .optional()
                    .at_most(10'000));
};

struct MachinesOrdered {
    std::vector<MachineId> machine_ids;

    static constexpr auto describe = message(
        "MachinesOrdered", "The change is recorded and will be carried out; each machine's events show its progress.",
        field<&MachinesOrdered::machine_ids>("machine_ids", "those that will change; the others are so already"));
};

// The chosen machines that are not yet as wanted; or a refusal, where one of them can't become so.
Result<std::vector<const Machine*>> machines_to_order(const MachineSelection& which, MachineStatus wanted,
                                                      const State& state, const Context& context);

template <class Ordered>
Decision<MachinesOrdered> change_power(const MachineSelection& which, MachineStatus wanted, const std::string& reason,
                                       const State& state, const Context& context) {
    auto machines = machines_to_order(which, wanted, state, context);
    if (!machines) return tl::make_unexpected(std::move(machines.error()));
    Accepted<MachinesOrdered> accepted;
    for (const auto* machine : *machines) {
        accepted.result.machine_ids.push_back(machine->spec.machine_id);
        accepted.events.emplace_back(Ordered{{machine->spec.machine_id, machine->spec.request_id}, reason});
    }
    return accepted;
}

}  // namespace hf
