#include "core/domain/state/derived.hpp"

#include <algorithm>

namespace hf {
Derived::OfTemplate Derived::of(const Slot<Template>& slot) { return {&*slot, slot->spec.name}; }

Derived::OfRequest Derived::of(const Slot<Request>& slot) {
    const auto& request = *slot;
    return {&slot,
            request.status,
            request.open(),
            request.launch.has_value(),
            request.awaits_claim(),
            request.footprint(),
            request.awaited(),
            request.provider};
}

Derived::OfMachine Derived::of(const Slot<Machine>& slot) {
    const auto& machine = *slot;
    return {&slot,
            machine.status,
            tally_of(machine),
            machine.returns.size(),
            machine.taken_back_at > 0,
            NameIndex<CurrentName>::key_of(machine),
            NameIndex<FormerName>::key_of(machine)};
}

void Derived::move(const OfTemplate& before, const OfTemplate& after) {
    if (before.tmpl && after.tmpl && before.name == after.name) return;
    if (before.tmpl) {
        const auto named = template_names_.find(before.name);
        named->second.erase(before.tmpl->spec.template_id);
        if (named->second.empty()) template_names_.erase(named);
    }
    if (after.tmpl) template_names_[after.name].insert(after.tmpl->spec.template_id);
}

void Derived::move(const OfRequest& before, const OfRequest& after) {
    const auto& slot = *(after.slot ? after.slot : before.slot);
    if (before.status != after.status) requests_by_status_.move(before.status, after.status);
    open_requests_.keep(slot, before.open, after.open);
    open_launches_.keep(slot, before.launching, after.launching);
    unclaimed_requests_.keep(slot, before.unclaimed, after.unclaimed);
    if (before.in_use != after.in_use && slot->template_id) {
        auto& in_use = in_use_[*slot->template_id];
        in_use = in_use - before.in_use + after.in_use;
    }
    if (slot->ordered_by) move_use(*slot, before, after);
    if (before.provider == after.provider && before.open == after.open && before.awaited == after.awaited) return;
    if (before.provider) {
        auto& load = loads_[*before.provider];
        load.open_requests -= before.open ? 1 : 0;
        load.awaited -= before.awaited;
    }
    if (after.provider) {
        auto& load = loads_[*after.provider];
        load.open_requests += after.open ? 1 : 0;
        load.awaited += after.awaited;
    }
}

// Returns are not counted: no limit may keep anybody from giving machines back.
void Derived::move_use(const Request& request, const OfRequest& before, const OfRequest& after) {
    if (request.request_type != RequestType::acquire) return;
    if (before.in_use == after.in_use && before.open == after.open) return;
    const auto use = uses_.try_emplace(*request.ordered_by).first;
    use->second.machines = use->second.machines - before.in_use + after.in_use;
    use->second.open_requests = use->second.open_requests - (before.open ? 1 : 0) + (after.open ? 1 : 0);
    if (use->second == Use{}) uses_.erase(use);
}

void Derived::move(const OfMachine& before, const OfMachine& after) {
    const auto& slot = *(after.slot ? after.slot : before.slot);
    names_.move(slot, before.name, after.name);
    former_names_.move(slot, before.former_name, after.former_name);
    move_nameless(before, after);
}

void Derived::append(const Slot<Machine>& slot) {
    const auto machine = of(slot);
    names_.append(slot, machine.name);
    former_names_.append(slot, machine.former_name);
    move_nameless({}, machine);
}

void Derived::move_nameless(const OfMachine& before, const OfMachine& after) {
    const auto& slot = *(after.slot ? after.slot : before.slot);
    const auto& machine = *slot;
    if (before.status != after.status) machines_by_status_.move(before.status, after.status);
    if (after.taken_back && !before.taken_back) take_back(slot);
    if (after.tally.ended() && !before.tally.ended()) ended_machines_.add(slot);
    if (before.tally.live == after.tally.live) return;
    live_machines_.keep(slot, before.tally.live, after.tally.live);
    auto& live_machines = loads_[machine.spec.provider].live_machines;
    after.tally.live ? ++live_machines : --live_machines;
}

void Derived::move(const OfProvider& before, const OfProvider& after) {
    if (after.quarantined) ++quarantined_providers_;
    if (before.quarantined) --quarantined_providers_;
}

// A snapshot restores machines in another order than the one in which they were taken back.
void Derived::take_back(const Slot<Machine>& machine) {
    if (taken_back_.empty() || (*taken_back_.back())->taken_back_at <= machine->taken_back_at)
        return taken_back_.push_back(&machine);
    const auto later = std::ranges::upper_bound(taken_back_, machine->taken_back_at, {},
                                                [](const Slot<Machine>* other) { return (*other)->taken_back_at; });
    taken_back_.insert(later, &machine);
}

Derived::Load Derived::load_of(const ProviderName& provider) const {
    const auto it = loads_.find(provider);
    return it == loads_.end() ? Load{} : it->second;
}

Derived::Use Derived::use_of(const std::string& principal) const {
    const auto it = uses_.find(principal);
    return it == uses_.end() ? Use{} : it->second;
}

std::uint32_t Derived::in_use(const TemplateId& id) const {
    const auto it = in_use_.find(id);
    return it == in_use_.end() ? 0 : it->second;
}

const Machine* Derived::machine_named(std::string_view name) const {
    const auto* machine = names_.find(name);
    return machine ? machine : former_names_.find(name);
}

std::vector<TemplateId> Derived::templates_named(const std::string& name) const {
    const auto it = template_names_.find(name);
    return it == template_names_.end() ? std::vector<TemplateId>{} : std::vector(it->second.begin(), it->second.end());
}

}  // namespace hf
