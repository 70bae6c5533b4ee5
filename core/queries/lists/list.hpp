// Makes the lists of all collections: selects items, sorts them, and cuts out a page.
//
//     Selection selection(view.requests);
//     selection.only(view.requests.by().status, query.status);          // by an index, if a value is given
//     selection.only_if([&](const Request& r) { return … });            // by a condition on each item
//     return list(selection, query.page, view.state.position(), context.limits);
//
// Used under the read models' lock. Selecting by index is cheap, however many items there are; the
// number of items that conditions look at is bounded by limits.scanned_items.
#pragma once

#include <algorithm>
#include <list>

#include "core/queries/lists/listing.hpp"
#include "core/queries/lists/sort_order.hpp"
#include "core/queries/lists/texts.hpp"

namespace hf {

template <class T>
class Selection {
public:
    explicit Selection(const Index<T>& index) : index_(index) {}

    // Narrows the selection by an index, if a value is given.
    template <class V>
    void only(const ByValue<V>& by, const std::optional<V>& value) {
        if (value) sets_.push_back(&by.of(*value));
    }
    void only(Bitmap set) { sets_.push_back(&owned_.emplace_back(std::move(set))); }

    // Narrows the selection by a condition on each item that the indexes leave.
    void only_if(std::function<bool(const T&)> holds) { conditions_.push_back(std::move(holds)); }
    template <class V>
    void only_if(V T::*field, const std::optional<V>& value) {
        if (value) only_if([field, wanted = *value](const T& item) { return item.*field == wanted; });
    }

    [[nodiscard]] const Index<T>& index() const { return index_; }

    // Returns the selected ordinals; valid as long as the selection and the index.
    Result<const Bitmap*> matching(const Limits& limits) {
        const auto* set = selected();
        if (conditions_.empty()) return set;
        if (const auto wrong = too_many(*set, limits)) return tl::make_unexpected(*wrong);
        auto ordinals = set->all();
        std::erase_if(ordinals, [&](Ordinal ordinal) {
            const T& item = index_.at(ordinal);
            return !std::all_of(conditions_.begin(), conditions_.end(), [&](const auto& holds) { return holds(item); });
        });
        return &owned_.emplace_back(ordinals);
    }

    static std::optional<Error> too_many(const Bitmap& set, const Limits& limits) {
        using Fields = IndexedFields<T>;
        const auto count = set.count();
        if (count <= limits.scanned_items) return std::nullopt;
        auto refusal = error(Code::limit_exceeded,
                             "{} {} would have to be looked at one by one, and {} may be (limits.scanned_items): "
                             "q, tags, user_id and a sort by anything but created_at need a list that is narrowed by "
                             "{}, created_after or created_before",
                             count, Fields::plural, limits.scanned_items, Fields::narrowing);
        refusal.details = {{"candidates", count}, {"allowed", limits.scanned_items}};
        return refusal;
    }

private:
    const Bitmap* selected() {
        // Intersect the smallest sets first; sets that contain everything are skipped.
        const auto everything = index_.all().count();
        std::vector<std::pair<std::uint64_t, const Bitmap*>> by_size;
        for (const auto* set : sets_)
            if (const auto count = set->count(); count < everything) by_size.emplace_back(count, set);
        if (by_size.empty()) return &index_.all();
        if (by_size.size() == 1) return by_size.front().second;
        std::sort(by_size.begin(), by_size.end());
        auto& shared = owned_.emplace_back(*by_size[0].second & *by_size[1].second);
        for (std::size_t i = 2; i < by_size.size(); ++i) shared &= *by_size[i].second;
        return &shared;
    }

    const Index<T>& index_;
    std::vector<const Bitmap*> sets_;
    std::list<Bitmap> owned_;
    std::vector<std::function<bool(const T&)>> conditions_;
};

// The ordinals of a page in their order, and whether more follow after it.
struct Cut {
    std::vector<Ordinal> ordinals;
    bool more = false;
};

// Cuts a page in the order of creation, in which the bitmap already is.
Cut cut(const Bitmap& matching, const Page& page, bool descending, const std::optional<SortOrder::Rank>& after);
Cut cut(std::vector<SortOrder::Rank> ranks, const Page& page, const SortOrder& order,
        const std::optional<SortOrder::Rank>& after);

// Returns where the page begins, or what is wrong with it.
Result<std::optional<SortOrder::Rank>> beginning(const Page& page, const SortOrder& order);

// `show` converts an item to the form in which the answer holds it.
template <class T, class Show = std::identity>
auto list(Selection<T>& selection, const Page& page, Position position, const Limits& limits, Show show = {})
    -> Answer<Listing<std::decay_t<std::invoke_result_t<Show, const T&>>>> {
    const auto order = SortOrder::of(page.sort, type_of<T>);
    if (!order) return tl::make_unexpected(order.error());
    const auto after = beginning(page, *order);
    if (!after) return tl::make_unexpected(after.error());

    const auto& index = selection.index();
    if (page.created_after || page.created_before)
        selection.only(index.created_between(page.created_after, page.created_before));
    if (!page.tags.empty()) selection.only_if([&](const T& item) { return has_all(texts_of(item), page.tags); });
    if (!page.q.empty()) selection.only_if([q = Searched(page.q)](const T& item) { return q.in(texts_of(item)); });
    const auto matching = selection.matching(limits);
    if (!matching) return tl::make_unexpected(matching.error());

    Cut shown;
    if (order->by_creation()) {
        shown = cut(**matching, page, order->descending(), *after);
    } else {
        if (const auto wrong = Selection<T>::too_many(**matching, limits)) return tl::make_unexpected(*wrong);
        std::vector<SortOrder::Rank> ranks;
        for (const auto ordinal : (*matching)->all()) ranks.push_back(order->rank_of(&index.at(ordinal), ordinal));
        shown = cut(std::move(ranks), page, *order, *after);
    }

    Listing<std::decay_t<std::invoke_result_t<Show, const T&>>> listing;
    listing.total = (*matching)->count();
    listing.items.reserve(shown.ordinals.size());
    for (const auto ordinal : shown.ordinals) listing.items.push_back(show(index.at(ordinal)));
    if (shown.more) {
        const auto last = shown.ordinals.back();
        listing.next = order->cursor(order->rank_of(&index.at(last), last));
    }
    return Answered<decltype(listing)>{std::move(listing), position};
}

}  // namespace hf
