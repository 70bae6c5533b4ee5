#include "core/provisioning/to_do.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

// Somebody may want to see what a failed machine has left behind.
constexpr std::chrono::hours kept(MachineStatus ended) { return ended == MachineStatus::failed ? 1h : 0h; }

std::optional<LaunchToDo> launch_to_do(const Request& request, const State& state) {
    const Turn turn{-int{request.priority}, request.created_at, request.request_id};
    if (request.launch) return LaunchToDo{turn, request.user_id, request.launch->count, request.launch->token, 0};
    const auto* provider = state.find(*request.provider);
    if (!request.needs_launch() || !provider || !provider->launches()) return std::nullopt;
    // The first launch, the next part of a large request, and a source that was not asked in this round, need not wait.
    const bool has_failed = (request.tried & source_bit(request.source)) != 0;
    const bool trouble = has_failed || (request.tried == 0 && request.failed_count > 0);
    return LaunchToDo{turn, request.user_id, request.shortfall(), {}, trouble ? request.attempts : 0};
}

// When it ends, or is given back, by itself.
std::optional<Timestamp> deadline_of(const Request& request) {
    std::optional<Timestamp> deadline;
    if (request.open()) deadline = request.deadline_at;
    if (request.awaits_claim() && (!deadline || *request.claim_by < *deadline)) deadline = *request.claim_by;
    return deadline;
}

std::optional<TaskKind> change_of(const Machine& machine) {
    if (machine.return_requested) return machine.return_forced ? TaskKind::end_at_once : TaskKind::end;
    if (!machine.wanted_status) return std::nullopt;
    return machine.wanted_status == MachineStatus::stopped ? TaskKind::stop : TaskKind::start;
}

}  // namespace

std::optional<ProviderName> provider_of(const Request& request, const State& state) {
    if (request.provider || request.machine_ids.empty()) return request.provider;
    return state.find(request.machine_ids.front())->spec.provider;
}

RequestToDo to_do(const Request& request, const State& state) {
    RequestToDo wanted;
    wanted.deadline = deadline_of(request);
    if (request.request_type == RequestType::acquire) wanted.launch = launch_to_do(request, state);
    return wanted;
}

MachineToDo to_do(const Machine& machine, const State& state) {
    MachineToDo wanted;
    if (!machine.live()) {
        wanted.forget_at = *machine.ended_at + kept(machine.status);
        return wanted;
    }
    wanted.user = state.find(machine.spec.request_id)->user_id;
    wanted.units = machine.spec.units;
    wanted.change = change_of(machine);
    const bool settled = machine.status == MachineStatus::running || machine.status == MachineStatus::stopped;
    wanted.restless = wanted.change || !settled;
    return wanted;
}

ProviderToDo to_do(const ProviderAggregate& provider) { return {provider.checking, provider.auditing()}; }

bool to_do(const Template& tmpl) { return tmpl.validity == Validity::checking; }

}  // namespace hf
