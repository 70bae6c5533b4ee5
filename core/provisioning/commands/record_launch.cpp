#include "core/provisioning/commands/record_launch.hpp"

#include <unordered_set>

#include "core/domain/sources.hpp"
#include "core/provisioning/commands/launched_machine.hpp"

namespace hf {
namespace {

// Who is to be asked when the source that was asked now has failed.
std::optional<std::uint8_t> source_after(const Request& request, bool hopeless, const State& state) {
    const auto* tmpl = state.find(*request.template_id);
    if (!tmpl) return std::nullopt;
    SourceSearch search{request.request_id.value, request.attempts, request.tried, request.hopeless};
    search.tried |= source_bit(request.source);
    if (hopeless) search.hopeless |= source_bit(request.source);
    return choose_source(tmpl->spec, search, state);
}

// The failure of the launch that is open, and where the search goes on.
void add_failure(const ProviderError& problem, std::uint32_t got, const Request& request, const State& state,
                 Events& events) {
    const auto& launch = *request.launch;
    const bool hopeless = is_hopeless(problem.kind);
    const auto next = source_after(request, hopeless, state);
    events.emplace_back(LaunchFailed{{request.request_id},
                                     launch.attempt,
                                     *request.provider,
                                     launch.token,
                                     launch.count,
                                     got,
                                     std::string(name_of(problem.kind)),
                                     problem.message,
                                     hopeless && !next,
                                     hopeless});
    const auto to = next.value_or(request.source);
    // Who has machines, and wants to be asked more slowly, is asked again.
    if (to == request.source || problem.kind == ProviderErrorKind::throttled) return;
    if (!request.open() || got >= request.shortfall()) return;
    const auto& provider = provider_of(state.find(*request.template_id)->spec, to);
    events.emplace_back(RequestRedirected{{request.request_id}, *request.provider, provider, to, problem.message});
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
