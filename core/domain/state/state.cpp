#include "core/domain/state/state.hpp"

#include <algorithm>
#include <limits>

namespace hf {

void State::share_at_rest(const Event& event, AtRest& shared) const {
    const auto share = [](const auto& slot, auto& all) {
        slot.pack();
        all.push_back(slot.keep());
    };
    if (const auto* request = request_of(event); request && at_rest(*request))
        share(*requests_.slot(request->request_id), shared.requests);
    if (category_of(event) != Category::machine) return;
    const auto* machine = machines_.slot(MachineId{stream_of(event)});
    if (machine && at_rest(**machine)) share(*machine, shared.machines);
}

void State::adopt(const AtRest& at_rest) {
    const auto adopt_all = [](auto& own, const auto& all) {
        for (const auto& kept : all) {
            auto* here = own.changeable(id_of(*kept.item));
            if (here && (*here)->changed_at == kept.item->changed_at) here->take(kept);
        }
    };
    adopt_all(requests_, at_rest.requests);
    adopt_all(machines_, at_rest.machines);
}

const Slot<Template>& State::restore(const Kept<Template>& tmpl) {
    const auto& slot = templates_.emplace_kept(tmpl);
    derived_.move({}, Derived::of(slot));
    deleted_templates_.erase(slot->spec.template_id);
    return slot;
}

const Slot<Request>& State::restore(const Kept<Request>& request) {
    const auto& slot = requests_.append(request);
    derived_.append(slot);
    return slot;
}

const Slot<Machine>& State::restore(const Kept<Machine>& machine) {
    const auto& slot = machines_.append(machine);
    derived_.append(slot);
    return slot;
}

void State::settle() {
    requests_.settle();
    machines_.settle();
    derived_.settle();
    let_go();
}

const Slot<ProviderAggregate>& State::restore(const Kept<ProviderAggregate>& provider) {
    const auto& slot = providers_.emplace_kept(provider);
    derived_.move({}, Derived::of(slot));
    removed_providers_.erase(slot->name);
    return slot;
}

void State::restore_gone(Category category, const std::string& id, const Gone& gone) {
    if (id.empty()) return;
    if (category == Category::template_)
        deleted_templates_[{id}] = gone;
    else
        removed_providers_[{id}] = gone;
}

void State::restore(const Numbers& numbers) {
    position_ = numbers.position;
    category_positions_ = numbers.category_positions;
    ordinals_ = numbers.next_ordinals;
}

std::int64_t State::capacity_left(const Template& tmpl) const {
    if (tmpl.spec.max_number < 0) return std::numeric_limits<std::int64_t>::max();
    return std::max<std::int64_t>(0, std::int64_t{tmpl.spec.max_number} - tmpl.machines_in_use);
}

State::StreamEnd State::end_of(Category category, const std::string& stream) const {
    const auto living = [](const auto* aggregate) {
        return aggregate ? StreamEnd{aggregate->version, aggregate->last_position} : StreamEnd{};
    };
    const auto living_or_gone = [&](const auto& id, const auto& gone) {
        const auto it = gone.find(id);
        return it == gone.end() ? living(find(id)) : it->second.end;
    };
    switch (category) {
        case Category::template_: return living_or_gone(TemplateId{stream}, deleted_templates_);
        case Category::request: return living(find(RequestId{stream}));
        case Category::machine: return living(find(MachineId{stream}));
        case Category::provider: return living_or_gone(ProviderName{stream}, removed_providers_);
    }
    return {};
}

std::vector<const Template*> State::templates_named(const std::string& name) const {
    std::vector<const Template*> found;
    for (const auto& id : derived_.templates_named(name)) found.push_back(find(id));
    return found;
}

const Request* State::request_of(const Event& event) const {
    return std::visit(
        [this](const auto& e) -> const Request* {
            if constexpr (requires { e.request_id; })
                return find(e.request_id);
            else if constexpr (requires { e.spec.request_id; })
                return find(e.spec.request_id);
            else
                return nullptr;
        },
        event);
}

std::string State::correlation_of(const Event& event) const {
    const auto* request = request_of(event);
    return request ? request->correlation_id : std::string{};
}

std::string State::traceparent_of(const Event& event) const {
    const auto* request = request_of(event);
    return request ? request->traceparent.value_or({}) : std::string{};
}

}  // namespace hf
