#include "core/provisioning/commands/record_launch.hpp"

#include <unordered_set>

#include "core/domain/rules/sources.hpp"
#include "core/domain/rules/units.hpp"
#include "core/provisioning/commands/launched_machine.hpp"

namespace hf {
namespace {

// Whether any source that launches might still give machines, after the one that was asked would not.
bool any_hope_left(const Request& request, bool hopeless, const State& state) {
    if (!hopeless) return true;
    const auto* tmpl = state.find(*request.template_id);
    SourceSearch search{request.request_id.value, request.attempts, request.tried, request.hopeless};
    search.hopeless |= source_bit(request.source);
    return tmpl && choose_source(tmpl->spec, search, state);
}

LaunchFailed failure(const ProviderError& problem, std::uint32_t got, const Request& request, const State& state) {
    const auto& launch = *request.launch;
    const bool unknown_again =
        problem.kind == ProviderErrorKind::other && request.unknown_errors + 1 >= most_unknown_errors;
    const bool hopeless = is_hopeless(problem.kind) || unknown_again;
    return {{request.request_id},
            launch.attempt,
            *request.provider,
            launch.token,
            launch.count,
            got,
            problem.kind,
            problem.message,
            !any_hope_left(request, hopeless, state),
            hopeless};
}

}  // namespace

Decision<Done> decide(const RecordLaunch& command, const State& state, const Context& context) {
    const auto* request = state.find(command.request_id);
    if (!request || !request->launch || request->launch->token != command.token)
        return refuse(Code::invalid_state, "launch {} is not open", command.token);

    Accepted<Done> accepted;
    const auto spec = made_of(*request, state);
    std::uint32_t got = 0;
    std::unordered_set<MachineId> noted;
    for (const auto& machine : command.result.machines) {
        const MachineId id{machine.id};
        if (!MachineId::check(machine.id).empty() || !noted.insert(id).second) continue;
        if (const auto* known = state.find(id)) {
            // A comparison has recorded it while this launch could not be settled.
            got += known->spec.token == command.token ? known->spec.units : 0;
            continue;
        }
        const auto units = units_of(spec, machine.instance_type, state, context.types);
        got += units;
        add_launched(machine, *request, spec, units, accepted.events);
    }

    const auto& launch = *request->launch;
    if (got >= launch.count)
        accepted.events.emplace_back(LaunchSucceeded{
            {request->request_id}, launch.attempt, *request->provider, launch.token, launch.count, got});
    else
        accepted.events.emplace_back(
            failure(command.result.error.value_or(
                        ProviderError{ProviderErrorKind::no_capacity,
                                      fmt::format("gave {} of {} {}", got, launch.count, name_of(request->counts))}),
                    got, *request, state));
    return accepted;
}

}  // namespace hf
