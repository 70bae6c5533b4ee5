// StartMachines: starts machines that were stopped.
#pragma once

#include "core/domain/rules/power_changes.hpp"

namespace hf {

struct StartMachines {
    using Result = MachinesOrdered;
    static constexpr auto role = Role::operator_;
    static constexpr bool refused_in_quarantine = true;
    MachineSelection which;
    std::string reason;

    static constexpr auto describe =
        message("StartMachines", "Starts machines that were stopped.", flat<&StartMachines::which>(),
                field<&StartMachines::reason>("reason", "why; kept with the events").optional().at_most(1024));
};

// Refuses with invalid_state if a machine's provider cannot start machines.
Decision<MachinesOrdered> decide(const StartMachines& command, const State& state, const Context& context);

}  // namespace hf
