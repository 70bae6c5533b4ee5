#include "core/provisioning/commands/record_launch.hpp"

#include <unordered_set>

#include "core/domain/effective_template.hpp"

namespace hf {
namespace {

// What the machines are made of. A template that is gone has left only what the request says.
TemplateSpec made_of(const Request& request, const State& state) {
    if (const auto* tmpl = state.find(*request.template_id)) return effective_template(tmpl->spec, request);
    TemplateSpec spec;
    spec.tags = request.tags;
    return spec;
}

MachineLaunched launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec) {
    MachineLaunched event;
    event.spec.machine_id = MachineId{machine.id};
    event.spec.name = machine.name.empty() ? machine.id : machine.name;
    event.spec.request_id = request.request_id;
    event.spec.template_id = *request.template_id;
    event.spec.provider = *request.provider;
    event.spec.token = machine.token;
    event.spec.private_ip = machine.private_ip;
    event.spec.public_ip = machine.public_ip;
    event.spec.instance_type = machine.instance_type;
    event.spec.price_type = spec.price_type;
    event.spec.tags = spec.tags;
    event.spec.details = machine.details;
    event.status = machine.status == MachineStatus::pending ? MachineStatus::pending : MachineStatus::launching;
    return event;
}

}  // namespace

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
        accepted.events.emplace_back(launched(machine, *request, spec));
        if (machine.status == MachineStatus::running)
            accepted.events.emplace_back(
                MachineStarted{{id, request->request_id}, machine.name, machine.private_ip, machine.public_ip});
        else if (!is_live(machine.status))
            accepted.events.emplace_back(MachineFailed{{id, request->request_id}, machine.reason});
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
