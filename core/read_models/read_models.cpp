#include "core/read_models/read_models.hpp"

#include <algorithm>
#include <set>

namespace hf {
namespace {

// Applies an event. It changes the indexed fields of the aggregate in whose stream it stands, and
// of no other.
template <class Id, class T>
void follow(State& state, Index<T>& index, const NumberedEvent& placed) {
    const Id id{stream_of(placed.event)};
    const T* before = state.find(id);
    if (!before) {
        state.apply(placed);
        if (const auto* created = state.slot(id)) index.enter(*created);
        return;
    }
    const auto ordinal = before->ordinal;
    const auto from = index.bitmaps_of(*before);
    state.apply(placed);
    if (const T* after = state.find(id))
        index.move(ordinal, from, index.bitmaps_of(*after));
    else
        index.leave(ordinal, from);
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

void View::restore(const State::Numbers& numbers) {
    state.restore(numbers);
    const auto next = [&](Category category) { return numbers.next_ordinals[static_cast<std::size_t>(category)]; };
    templates.restore_gone(next(Category::template_));
    requests.restore_gone(next(Category::request));
    machines.restore_gone(next(Category::machine));
    providers.restore_gone(next(Category::provider));
}

SnapshotDraft draft_of(View& view, bool everything) {
    SnapshotDraft draft;
    auto& state = view.state;
    draft.numbers = state.numbers();
    auto changes = view.take_changes_for_draft();
    view.keep_changes_for_draft();
    make_unique(changes);
    const auto collect = [&](Category category, const auto& index, auto& out) {
        const auto take = [&](Ordinal ordinal) {
            if (const auto* slot = index.slot(ordinal)) out.push_back(slot->keep());
        };
        if (everything) {
            out.reserve(draft.numbers.next_ordinals[static_cast<std::size_t>(category)]);
            for (const auto ordinal : index.all().all()) take(ordinal);
            return;
        }
        const auto first = std::ranges::lower_bound(changes, category, {}, &State::Changed::category);
        const auto last = std::ranges::upper_bound(changes, category, {}, &State::Changed::category);
        for (auto it = first; it != last; ++it) take(it->ordinal);
    };
    collect(Category::template_, view.templates, draft.templates);
    collect(Category::request, view.requests, draft.requests);
    collect(Category::machine, view.machines, draft.machines);
    collect(Category::provider, view.providers, draft.providers);
    // A recreated aggregate gets a new ordinal; the old one is written as a tombstone without an
    // id, because the id and stream now belong to the new one. It is stamped with the current
    // position so that clients paging by change see it.
    const auto collect_gone = [&](Category category, const auto& index, const auto& ends) {
        std::set<Ordinal> told;
        for (const auto& [id, gone] : ends) {
            if (!everything && !std::ranges::binary_search(changes, State::Changed{category, gone.ordinal})) continue;
            draft.gone.push_back({category, id.value, gone});
            told.insert(gone.ordinal);
        }
        const auto tell_if_gone = [&](Ordinal ordinal) {
            if (!index.slot(ordinal) && !told.contains(ordinal))
                draft.gone.push_back({category, {}, {{0, draft.numbers.position}, ordinal}});
        };
        if (everything) {
            const auto next = draft.numbers.next_ordinals[static_cast<std::size_t>(category)];
            for (Ordinal ordinal = 0; ordinal < next; ++ordinal) tell_if_gone(ordinal);
            return;
        }
        for (const auto& changed : changes)
            if (changed.category == category) tell_if_gone(changed.ordinal);
    };
    collect_gone(Category::template_, view.templates, state.deleted_templates());
    collect_gone(Category::provider, view.providers, state.removed_providers());
    return draft;
}

const std::vector<State::Changed>& View::follow_changes(const NumberedEvent& placed) {
    state.note_changes();
    switch (category_of(placed.event)) {
        case Category::template_: follow<TemplateId>(state, templates, placed); break;
        case Category::request: follow<RequestId>(state, requests, placed); break;
        case Category::machine: follow<MachineId>(state, machines, placed); break;
        case Category::provider: follow<ProviderName>(state, providers, placed); break;
    }
    state.take_changes(of_event_);
    for (const auto& [category, ordinal] : of_event_) {
        if (category == Category::request) requests.refresh(ordinal);
        if (category == Category::machine) machines.refresh(ordinal);
    }
    return of_event_;
}

void View::apply(const NumberedEvent& placed) {
    const auto& changes = follow_changes(placed);
    if (keeps_changes_) changes_.insert(changes_.end(), changes.begin(), changes.end());
}

Touched View::commit(std::span<const NumberedEvent> batch) {
    std::vector<State::Changed> changes;
    for (const auto& placed : batch) {
        const auto& of_event = follow_changes(placed);
        changes.insert(changes.end(), of_event.begin(), of_event.end());
    }
    if (keeps_changes_) changes_.insert(changes_.end(), changes.begin(), changes.end());
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

std::vector<State::Changed> View::take_changes_for_draft() { return std::exchange(changes_, {}); }

}  // namespace hf
