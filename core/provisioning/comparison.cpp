#include "core/provisioning/comparison.hpp"

#include <unordered_set>

namespace hf {
namespace {

// Whether the provider has to have it.
bool is_expected(const Machine& machine) { return machine.live() && !machine.return_requested; }

}  // namespace

Books Books::of(const ProviderName& provider, const State& state) {
    Books books{state.position(), {}};
    for (const auto& machine : state.live_machines())
        if (machine.spec.provider == provider && is_expected(machine)) books.live.push_back(machine.spec.machine_id);
    return books;
}

Comparison compare(const Books& before, std::span<const ProviderMachine> listed, const State& now) {
    std::unordered_set<std::string_view> open;
    std::unordered_set<std::string_view> unsettled;
    for (const auto& request : now.open_launches())
        (request.unsettled ? unsettled : open).insert(request.launch->token);

    Comparison found;
    std::unordered_set<std::string_view> there;
    for (const auto& machine : listed) {
        if (!there.insert(machine.id).second || open.contains(machine.token)) continue;
        const auto* known = now.find(MachineId{machine.id});
        // A machine that has ended since it was listed was listed rightly.
        if (known && (known->live() || known->last_position > before.position)) continue;
        (unsettled.contains(machine.token) ? found.unsettled : found.orphans).push_back(machine);
    }
    for (const auto& id : before.live)
        if (!there.contains(id.value) && is_expected(*now.find(id))) found.losses.push_back(id);
    return found;
}

}  // namespace hf
