#include "core/queries/check_unknown_machines.hpp"

#include <set>

#include "core/domain/rules/quarantine.hpp"

namespace hf {
namespace {

// A machine with our mark was ours, though nobody has recorded it.
std::set<std::string, std::less<>> terminated_orphans(const State& state) {
    std::set<std::string, std::less<>> ids;
    for (const auto& provider : state.providers())
        if (provider.audit)
            for (const auto& orphan : provider.audit->orphans)
                if (orphan.outcome == OrphanOutcome::terminated) ids.insert(orphan.machine_id);
    return ids;
}

}  // namespace

Answer<UnknownMachines> answer(const CheckUnknownMachines& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<UnknownMachines> {
        UnknownMachines told;
        if (const auto* provider = first_in_quarantine(view.state)) {
            told.quarantine = provider->quarantine_reason;
        } else if (context.unknown_machines == UnknownMachinePolicy::give_back) {
            told.to_return = query.machines;
        } else {
            const auto ours = terminated_orphans(view.state);
            for (const auto& machine : query.machines)
                if (ours.contains(machine)) told.to_return.push_back(machine);
        }
        if (context.count_unknown) context.count_unknown(query.machines.size() - told.to_return.size());
        return Answered<UnknownMachines>{std::move(told), view.state.position()};
    });
}

}  // namespace hf
