#include "core/read_models/drafting.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/read_models/read_models.hpp"

namespace hf {
namespace {

constexpr std::size_t index_of(Category category) { return static_cast<std::size_t>(category); }

template <class T>
Position changed_at(const Slot<T>& slot) {
    static const auto field = packing_of<T>().field_named("changed_at");
    if (const auto* item = slot.at_hand()) return item->changed_at;
    return packing_of<T>().number(slot.packed().view(), field).value();
}

template <class T>
void add_missed(const SetAside::Aggregates& set_aside, const std::vector<Ordinal>& missed, std::vector<Kept<T>>& to) {
    for (const auto& kept : std::get<std::vector<Kept<T>>>(set_aside))
        if (std::ranges::binary_search(missed, kept.item->ordinal)) to.push_back(kept);
}

}  // namespace

Drafting::Drafting(View& view, bool everything) : everything_(everything) {
    draft_.numbers = view.state.numbers();
    to_collect_ = view.take_changes_for_draft();
    view.keep_changes_for_draft();
    view.state.begin_setting_aside();
    collect_gone(view);
}

void Drafting::prepare() {
    // Templates and providers were prepared for those of them that are gone.
    prepare(Category::request);
    prepare(Category::machine);
}

void Drafting::prepare(Category category) {
    auto& ordinals = to_collect_[index_of(category)];
    if (everything_) {
        ordinals.resize(draft_.numbers.next_ordinals[index_of(category)]);
        std::iota(ordinals.begin(), ordinals.end(), Ordinal{0});
        return;
    }
    std::ranges::sort(ordinals);
    ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
}

// A recreated aggregate gets a new ordinal; the old one is written as a tombstone without an id, because the id and
// stream now belong to the new one. It is stamped with the current position so that clients paging by change see it.
void Drafting::collect_gone(const View& view) {
    const auto collect = [&](Category category, const auto& index, const auto& ends) {
        prepare(category);
        const auto& ordinals = to_collect_[index_of(category)];
        std::set<Ordinal> told;
        for (const auto& [id, gone] : ends) {
            if (!std::ranges::binary_search(ordinals, gone.ordinal)) continue;
            draft_.gone.push_back({category, id.value, gone});
            told.insert(gone.ordinal);
        }
        for (const auto ordinal : ordinals)
            if (!index.slot(ordinal) && !told.contains(ordinal))
                draft_.gone.push_back({category, {}, {{0, draft_.numbers.position}, ordinal}});
    };
    collect(Category::template_, view.templates, view.state.deleted_templates());
    collect(Category::provider, view.providers, view.state.removed_providers());
}

bool Drafting::collect(View& view, std::size_t most) {
    for (; category_ < category_count; ++category_, next_ = 0) {
        const auto& ordinals = to_collect_[category_];
        for (; next_ < ordinals.size(); ++next_, --most) {
            if (most == 0) return true;
            collect(view, static_cast<Category>(category_), ordinals[next_]);
        }
    }
    set_aside_ = view.state.end_setting_aside();
    return false;
}

void Drafting::collect(const View& view, Category category, Ordinal ordinal) {
    switch (category) {
        case Category::template_: return collect(view.templates, ordinal, draft_.templates);
        case Category::request: return collect(view.requests, ordinal, draft_.requests);
        case Category::machine: return collect(view.machines, ordinal, draft_.machines);
        case Category::provider: return collect(view.providers, ordinal, draft_.providers);
    }
}

template <class T, class Index>
void Drafting::collect(const Index& index, Ordinal ordinal, std::vector<Kept<T>>& into) {
    const auto* slot = index.slot(ordinal);
    if (slot && changed_at(*slot) <= draft_.numbers.position)
        into.push_back(slot->keep());
    else
        missed_[category_].push_back(ordinal);
}

SnapshotDraft Drafting::draft() && {
    const auto missed = [&](Category category) -> const auto& { return missed_[index_of(category)]; };
    add_missed(set_aside_, missed(Category::template_), draft_.templates);
    add_missed(set_aside_, missed(Category::request), draft_.requests);
    add_missed(set_aside_, missed(Category::machine), draft_.machines);
    add_missed(set_aside_, missed(Category::provider), draft_.providers);
    return std::move(draft_);
}

}  // namespace hf
