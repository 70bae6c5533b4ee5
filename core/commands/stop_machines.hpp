// StopMachines: stops machines and keeps them, so that they can be started again.
#pragma once

#include "core/domain/rules/power_changes.hpp"

namespace hf {

struct StopMachines {
    using Result = MachinesOrdered;
    static constexpr auto role = Role::operator_;
    static constexpr bool refused_in_quarantine = true;
    static constexpr bool ends_costs = true;
    MachineSelection which;
    std::string reason;

    static constexpr auto describe = message(
        "StopMachines", "Stops machines, and keeps them: they can be started again.", flat<&StopMachines::which>(),
        field<&StopMachines::reason>("reason", "why; kept with the events").optional().at_most(1024));
};

// Refuses with invalid_state if a machine's provider cannot stop machines.
Decision<MachinesOrdered> decide(const StopMachines& command, const State& state, const Context& context);

}  // namespace hf
