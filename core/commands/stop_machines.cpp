#include "core/commands/stop_machines.hpp"

namespace hf {

Decision<MachinesOrdered> decide(const StopMachines& command, const State& state, const Context& context) {
    return change_power<MachineStopRequested>(command.which, MachineStatus::stopped, command.reason, state, context);
}

}  // namespace hf
