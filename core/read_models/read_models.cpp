#include "core/read_models/read_models.hpp"

#include <algorithm>

namespace hf {
namespace {

// Applies an event. It changes the indexed fields of the aggregate in whose stream it stands, and
// of no other. Returns an aggregate that the event has made; null where there was one.
template <class Id, class T>
const T* follow(State& state, Index<T>& index, const NumberedEvent& placed) {
    const Id id{stream_of(placed.event)};
    const T* before = state.find(id);
    if (!before) {
        state.apply(placed);
        const auto* created = state.slot(id);
        if (!created) return nullptr;
        index.enter(*created);
        return &**created;
    }
    const auto ordinal = before->ordinal;
    const auto from = index.bitmaps_of(*before);
    index.keep_name(*before);
    state.apply(placed);
    const T* after = state.find(id);
    if (!after) {
        index.leave(ordinal, from);
        return nullptr;
    }
    index.move(ordinal, from, index.bitmaps_of(*after));
    index.rename(*after);
    return nullptr;
}

const TemplateId& id_of(const Template& tmpl) { return tmpl.spec.template_id; }
const RequestId& id_of(const Request& request) { return request.request_id; }
const MachineId& id_of(const Machine& machine) { return machine.spec.machine_id; }
const ProviderName& id_of(const ProviderAggregate& provider) { return provider.name; }

void make_unique(auto& list) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

void View::begin_restoring(const State::Numbers& numbers) {
    requests.begin_many(numbers.next_ordinals[static_cast<std::size_t>(Category::request)]);
    machines.begin_many(numbers.next_ordinals[static_cast<std::size_t>(Category::machine)]);
}

void View::restore(const Kept<Request>& request) {
    const auto& slot = state.restore(request);
    requests.restore(slot);
    owners.enter(*slot);
}

void View::restore(const Kept<Machine>& machine) {
    const auto& slot = state.restore(machine);
    machines.restore(slot);
    enter_owner(*slot);
}

void View::enter_owner(const Machine& machine) {
    if (owners.any()) owners.enter(machine, state.slot(machine.spec.request_id));
}

void View::restore(const State::Numbers& numbers) {
    state.restore(numbers);
    const auto next = [&](Category category) { return numbers.next_ordinals[static_cast<std::size_t>(category)]; };
    templates.restore_gone(next(Category::template_));
    requests.restore_gone(next(Category::request));
    machines.restore_gone(next(Category::machine));
    providers.restore_gone(next(Category::provider));
    requests.end_many();
    machines.end_many();
}

const std::vector<State::Changed>& View::follow_changes(const NumberedEvent& placed) {
    state.note_changes();
    switch (category_of(placed.event)) {
        case Category::template_: follow<TemplateId>(state, templates, placed); break;
        case Category::request:
            if (const auto* created = follow<RequestId>(state, requests, placed)) owners.enter(*created);
            break;
        case Category::machine:
            if (const auto* created = follow<MachineId>(state, machines, placed)) enter_owner(*created);
            break;
        case Category::provider: follow<ProviderName>(state, providers, placed); break;
    }
    state.take_changes(of_event_);
    for (const auto& [category, ordinal] : of_event_) {
        if (category == Category::request) requests.refresh(ordinal);
        if (category == Category::machine) machines.refresh(ordinal);
    }
    return of_event_;
}

void View::apply(const NumberedEvent& placed) { keep(follow_changes(placed)); }

Touched View::commit(std::span<const NumberedEvent> batch) {
    std::vector<State::Changed> changes;
    for (const auto& placed : batch) {
        const auto& of_event = follow_changes(placed);
        changes.insert(changes.end(), of_event.begin(), of_event.end());
    }
    keep(changes);
    make_unique(changes);

    Touched touched;
    const auto touch = [](const auto& index, Ordinal ordinal, auto& ids) {
        if (const auto* slot = index.slot(ordinal)) ids.push_back(id_of(**slot));
    };
    for (const auto& [category, ordinal] : changes) switch (category) {
            case Category::template_: touch(templates, ordinal, touched.templates); break;
            case Category::request: touch(requests, ordinal, touched.requests); break;
            case Category::machine: touch(machines, ordinal, touched.machines); break;
            case Category::provider: touch(providers, ordinal, touched.providers); break;
        }
    // What is gone has no ordinal any more.
    for (const auto& placed : batch) {
        const auto category = category_of(placed.event);
        if (category == Category::template_) touched.templates.push_back({stream_of(placed.event)});
        if (category == Category::provider) touched.providers.push_back({stream_of(placed.event)});
    }
    make_unique(touched.templates);
    make_unique(touched.providers);
    return touched;
}

void View::keep_changes_for_draft() { keeps_changes_ = true; }

std::array<std::vector<Ordinal>, category_count> View::take_changes_for_draft() { return std::exchange(changes_, {}); }

void View::keep(const std::vector<State::Changed>& changes) {
    if (!keeps_changes_) return;
    for (const auto& [category, ordinal] : changes) {
        auto& ordinals = changes_[static_cast<std::size_t>(category)];
        // The same template, and the same provider, changes with most requests.
        if (ordinals.empty() || ordinals.back() != ordinal) ordinals.push_back(ordinal);
    }
}

}  // namespace hf
