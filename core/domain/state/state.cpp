#include "core/domain/state/state.hpp"

#include <algorithm>
#include <limits>

namespace hf {

void State::share_at_rest(const Event& event, AtRest& at_rest) const {
    if (const auto* request = request_of(event); request && !request->open() && request->live == 0 && !request->launch)
        at_rest.requests.push_back(requests_.slot(request->request_id)->share());
    if (category_of(event) != Category::machine) return;
    const MachineId id{stream_of(event)};
    if (const auto* machine = find(id); machine && !machine->live())
        at_rest.machines.push_back(machines_.slot(id)->share());
}

void State::adopt(const AtRest& at_rest) {
    const auto adopt_all = [](auto& own, const auto& items, const auto& same_of) {
        for (const auto& item : items) {
            const auto* here = own.find(same_of(*item));
            if (here && here->changed_at == item->changed_at) own.adopt(item);
        }
    };
    adopt_all(
        requests_, at_rest.requests, [](const Request& r) -> const auto& { return r.request_id; });
    adopt_all(
        machines_, at_rest.machines, [](const Machine& m) -> const auto& { return m.spec.machine_id; });
}

void State::restore(const std::shared_ptr<const Template>& tmpl) {
    derived_.move({}, Derived::of(templates_.emplace_shared(tmpl)));
    deleted_templates_.erase(tmpl->spec.template_id);
}

void State::restore(const std::shared_ptr<const Request>& request) {
    derived_.move({}, Derived::of(requests_.emplace_shared(request)));
}

void State::restore(const std::shared_ptr<const Machine>& machine) {
    derived_.move({}, Derived::of(machines_.emplace_shared(machine)));
}

void State::restore(const std::shared_ptr<const ProviderAggregate>& provider) {
    derived_.move({}, Derived::of(providers_.emplace_shared(provider)));
    removed_providers_.erase(provider->name);
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
