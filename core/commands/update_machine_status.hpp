// UpdateMachineStatus: an operator sets a machine's status where its provider cannot report it.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct UpdateMachineStatus {
    using Result = Done;
    static constexpr auto role = Role::operator_;
    MachineId machine_id;
    MachineStatus new_status{};
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("UpdateMachineStatus",
                "Sets the status of a machine by hand. What its provider reports later counts again; a machine "
                "that is said to be gone and is still there is reported by audits, and ended once it is given back.",
                field<&UpdateMachineStatus::machine_id>("machine_id", "which"),
                field<&UpdateMachineStatus::new_status>("new_status", "what may follow on its status"),
                field<&UpdateMachineStatus::reason>("reason", "why; kept with the event").between(1, 1024));
};

Decision<Done> decide(const UpdateMachineStatus& command, const State& state, const Context& context);

}  // namespace hf
