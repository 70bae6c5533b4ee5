#include "core/provisioning/commands/record_machines.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace hf {
namespace {

// An end that was ordered is a termination, however it came about; any other is a failure.
Event end_of(const Machine& machine, std::string reason) {
    const MachineEvent which{machine.spec.machine_id, machine.spec.request_id};
    if (machine.return_requested) return MachineTerminated{which, std::move(reason)};
    return MachineFailed{which, std::move(reason)};
}

// Whether an answer says nothing new: the machine was ordered to change and has not yet, or the answer is older than
// what is recorded.
bool is_from_before(const Machine& machine, MachineStatus seen) {
    using enum MachineStatus;
    if (machine.wanted_status == stopped && seen == running) return true;
    if (seen == stopped && (machine.wanted_status == running || !machine.has_run())) return true;
    return !machine_transitions.allows(machine.status, seen);
}

bool news_of_reclaim(const Machine& machine, const ProviderMachine& seen) {
    return seen.reclaiming && (!machine.reclaim_noticed_at || machine.reclaim_at != seen.reclaim_at);
}

}  // namespace

Events news_of(const Machine& machine, const ProviderMachine& seen, Timestamp now, const HandoverWaits& waits) {
    Events news;
    if (!machine.live() || seen.unknown_now) return news;
    if (!is_live(seen.status)) {
        const bool from_outside = seen.status == MachineStatus::terminated && !machine.return_requested;
        news.push_back(end_of(machine, from_outside ? "was terminated from outside" : seen.reason));
        return news;
    }
    const MachineEvent which{machine.spec.machine_id, machine.spec.request_id};
    if (news_of_reclaim(machine, seen)) news.emplace_back(MachineReclaimNoticed{which, seen.reason, seen.reclaim_at});
    const bool same = machine.status == seen.status;
    if (!same && is_from_before(machine, seen.status)) return news;
    if (seen.status == MachineStatus::running && !machine.has_run()) {
        add_start(machine, seen, now, waits, news);
        return news;
    }
    if (auto described = described_by(seen, machine.spec); is_news(described, machine.spec))
        news.emplace_back(std::move(described));
    if (!same) news.emplace_back(MachineStatusChanged{which, machine.status, seen.status, seen.reason});
    return news;
}

Decision<Done> decide(const RecordMachines& command, const State& state, const Context& context) {
    Accepted<Done> accepted;
    // An answer may hold a machine twice, and the state doesn't have the first event yet.
    std::unordered_set<MachineId> noted;
    for (const auto& seen : command.seen) {
        const auto* machine = state.find(MachineId{seen.id});
        if (!machine || !machine->live() || !noted.insert(machine->spec.machine_id).second) continue;
        std::ranges::move(news_of(*machine, seen, context.now, command.waits), std::back_inserter(accepted.events));
    }
    for (const auto& id : command.gone) {
        const auto* machine = state.find(id);
        if (machine && machine->live() && noted.insert(id).second)
            accepted.events.push_back(end_of(*machine, "its provider does not know it any more"));
    }
    return accepted;
}

}  // namespace hf
