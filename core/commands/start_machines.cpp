#include "core/commands/start_machines.hpp"

namespace hf {

Decision<MachinesOrdered> decide(const StartMachines& command, const State& state, const Context& context) {
    return change_power<MachineStartRequested>(command.which, MachineStatus::running, command.reason, state, context);
}

}  // namespace hf
