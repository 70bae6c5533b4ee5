#include "core/provisioning/commands/record_launch.hpp"

#include <unordered_set>

#include "core/provisioning/commands/launched_machine.hpp"

namespace hf {
Decision<Done> decide(const RecordLaunch& command, const State& state, const Context&) {
    const auto* request = state.find(command.request_id);
    if (!request || !request->launch || request->launch->token != command.token)
        return refuse(Code::invalid_state, "launch {} is not open", command.token);

    Accepted<Done> accepted;
    const auto spec = made_of(*request, state);
    std::uint32_t got = 0;
    std::unordered_set<MachineId> noted;
    for (const auto& machine : command.result.machines) {
        const MachineId id{machine.id};
        if (!MachineId::check(machine.id).empty() || state.find(id) || !noted.insert(id).second) continue;
        ++got;
        add_launched(machine, *request, spec, accepted.events);
    }

    const auto& launch = *request->launch;
    if (got >= launch.count) {
        accepted.events.emplace_back(LaunchSucceeded{
            {request->request_id}, launch.attempt, *request->provider, launch.token, launch.count, got});
    } else {
        const auto problem = command.result.error.value_or(
            ProviderError{ProviderErrorKind::no_capacity, fmt::format("gave {} of {} machines", got, launch.count)});
        accepted.events.emplace_back(LaunchFailed{{request->request_id},
                                                  launch.attempt,
                                                  *request->provider,
                                                  launch.token,
                                                  launch.count,
                                                  got,
                                                  std::string(name_of(problem.kind)),
                                                  problem.message,
                                                  command.final});
    }
    return accepted;
}

}  // namespace hf
