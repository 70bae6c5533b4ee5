#include "core/provisioning/commands/record_launch.hpp"

#include <unordered_set>

#include "core/domain/sources.hpp"
#include "core/provisioning/commands/launched_machine.hpp"

namespace hf {
namespace {

// Who has machines, and wants to be asked more slowly, is asked again.
bool sends_elsewhere(ProviderErrorKind kind) { return kind != ProviderErrorKind::throttled; }

// The failure of the launch that is open, and where the search goes on.
void add_failure(const ProviderError& problem, std::uint32_t got, const Request& request, const State& state,
                 Events& events) {
    const auto& launch = *request.launch;
    LaunchFailed failed{{request.request_id},
                        launch.attempt,
                        *request.provider,
                        launch.token,
                        launch.count,
                        got,
                        std::string(name_of(problem.kind)),
                        problem.message,
                        false,
                        is_hopeless(problem.kind)};
    const auto* tmpl = state.find(*request.template_id);
    const auto here = source_bit(request.source);
    const auto bits = [](unsigned set) { return static_cast<std::uint16_t>(set); };
    const auto next = tmpl ? choose_source(tmpl->spec,
                                           {request.request_id.value, request.attempts, bits(request.tried | here),
                                            bits(request.hopeless | (failed.hopeless ? here : 0U))},
                                           state)
                           : std::nullopt;
    failed.final = failed.hopeless && !next;
    const bool goes_on =
        next && *next != request.source && request.open() && got < request.shortfall() && sends_elsewhere(problem.kind);
    events.emplace_back(std::move(failed));
    if (goes_on)
        events.emplace_back(RequestRedirected{
            {request.request_id}, *request.provider, provider_of(tmpl->spec, *next), *next, problem.message});
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
        add_launched(machine, *request, spec, accepted.events);
    }

    const auto& launch = *request->launch;
    if (got >= launch.count)
        accepted.events.emplace_back(LaunchSucceeded{
            {request->request_id}, launch.attempt, *request->provider, launch.token, launch.count, got});
    else
        add_failure(command.result.error.value_or(ProviderError{
                        ProviderErrorKind::no_capacity, fmt::format("gave {} of {} machines", got, launch.count)}),
                    got, *request, state, accepted.events);
    return accepted;
}

}  // namespace hf
