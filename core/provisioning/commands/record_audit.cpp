#include "core/provisioning/commands/record_audit.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/domain/request/launch_token.hpp"
#include "core/domain/rules/units.hpp"
#include "core/provisioning/commands/launched_machine.hpp"

namespace hf {
namespace {

// Whether a machine in this state may be recorded as new.
bool is_coming_up(MachineStatus status) {
    using enum MachineStatus;
    return status == pending || status == launching || status == running;
}

// Records orphans as machines of their requests. A machine of a request that has ended is given back
// by a policy: it is accounted for, and ends like any other.
class Adoption {
public:
    Adoption(const ProviderName& provider, const State& state, const ProviderTypes& types, Events& events)
        : provider_(provider), state_(state), types_(types), events_(events) {}

    bool take(const ProviderMachine& machine) {
        const MachineId id{machine.id};
        if (!is_coming_up(machine.status) || !MachineId::check(machine.id).empty() || state_.find(id)) return false;
        const auto* request = state_.find(request_named_by(machine.token));
        // While a launch is open it is unknown how many machines the request will lack.
        if (!request || request->provider != provider_ || request->launch || !bore(*request, machine.token))
            return false;
        // Machines beyond what an open request needs wait until it is over.
        auto& taken = taken_[request->request_id];
        if (request->open() && taken >= request->shortfall()) return false;
        const auto spec = made_of(*request, state_);
        const auto units = units_of(spec, machine.instance_type, state_, types_);
        taken += units;
        add_launched(machine, *request, spec, units, events_);
        return true;
    }

private:
    const ProviderName& provider_;
    const State& state_;
    const ProviderTypes& types_;
    Events& events_;
    std::unordered_map<RequestId, std::uint32_t> taken_;
};

OrphanOutcome outcome_of(const ProviderMachine& machine, const RecordAudit& command, const State& state) {
    if (command.outcome != OrphanOutcome::terminated) return command.outcome;
    const auto* known = state.find(MachineId{machine.id});
    if (known && !may_be_ended(*known)) return OrphanOutcome::reported;
    const bool refused = std::ranges::count(command.not_terminated, machine.id) > 0;
    return refused ? OrphanOutcome::not_terminated : OrphanOutcome::terminated;
}

// Nobody knows when such a launch can be closed, and its machines cost money meanwhile. RecordLaunch counts them.
void record_unsettled(const RecordAudit& command, const State& state, const ProviderTypes& types, Events& events) {
    for (const auto& machine : command.unsettled) {
        const MachineId id{machine.id};
        if (!is_coming_up(machine.status) || !MachineId::check(machine.id).empty() || state.find(id)) continue;
        const auto* request = state.find(request_named_by(machine.token));
        if (!request || request->provider != command.provider || !request->unsettled) continue;
        if (request->launch->token != machine.token) continue;
        const auto spec = made_of(*request, state);
        add_launched(machine, *request, spec, units_of(spec, machine.instance_type, state, types), events);
    }
}

void count_unsettled(const ProviderName& provider, const State& state, Audit& audit) {
    for (const auto& request : state.open_launches()) {
        if (request.provider != provider || !request.unsettled) continue;
        ++audit.unsettled_count;
        if (audit.unsettled.size() < Audit::most_listed) audit.unsettled.push_back(request.request_id);
    }
}

// A difference that lasts for less than two sweeps is no news.
bool is_news(const Audit& audit, const Rare<Audit>& last) {
    if (!last) return audit.orphan_count > 0 || audit.unsettled_count > 0;
    const auto ids = [](const Audit& of) {
        std::vector<std::pair<std::string_view, OrphanOutcome>> list;
        for (const auto& orphan : of.orphans) list.emplace_back(orphan.machine_id, orphan.outcome);
        std::ranges::sort(list);
        return list;
    };
    return audit.orphan_count != last->orphan_count || audit.unsettled != last->unsettled || ids(audit) != ids(*last);
}

}  // namespace

bool may_be_ended(const Machine& recorded) {
    return !recorded.live() && (recorded.return_requested || !recorded.returns.empty());
}

Decision<Done> decide(const RecordAudit& command, const State& state, const Context& context) {
    const auto* provider = state.find(command.provider);
    if (!provider) return refuse(Code::provider_not_found, "provider \"{}\" is not known", command.provider);

    Accepted<Done> accepted;
    Audit audit;
    audit.problem = command.problem;
    audit.orphan_count = static_cast<std::uint32_t>(command.orphans.size());
    Adoption adoption(command.provider, state, context.types, accepted.events);
    for (const auto& machine : command.orphans) {
        const bool adopted = command.adopt && adoption.take(machine);
        if (audit.orphans.size() < Audit::most_listed)
            audit.orphans.push_back({machine.id, machine.token, machine.status,
                                     adopted ? OrphanOutcome::adopted : outcome_of(machine, command, state)});
    }
    for (const auto& id : command.losses) {
        const auto* machine = state.find(id);
        if (!machine || !machine->live() || machine->return_requested) continue;
        ++audit.loss_count;
        if (audit.losses.size() < Audit::most_listed) audit.losses.push_back(id);
    }
    record_unsettled(command, state, context.types, accepted.events);
    count_unsettled(command.provider, state, audit);
    if (command.answers || is_news(audit, provider->audit))
        accepted.events.emplace_back(ProviderAudited{{command.provider}, command.answers, std::move(audit)});
    return accepted;
}

}  // namespace hf
