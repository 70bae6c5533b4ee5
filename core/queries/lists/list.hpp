// Makes the lists of all collections: selects items, sorts them, and cuts out a page.
//
//     Selection selection(view.requests);
//     selection.only(view.requests.by().status, query.status);          // by an index, if a value is given
//     selection.only_if([&](const Request& r) { return … });            // by a condition on each item
//     return list(selection, query.page, view.state.position(), context.limits);
//
// Used under the read models' lock. Selecting and sorting by an index is cheap, however many items there are; the
// number of items that are looked at one by one is bounded by limits.scanned_items.
#pragma once

#include <algorithm>
#include <array>
#include <list>
#include <span>

#include "core/queries/lists/listing.hpp"
#include "core/queries/lists/sorted_page.hpp"
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

    // Narrows the selection to those with the text in their id, name or tags.
    void only_with(const Searched& text) { text_ = text; }

    // Returns the selected ordinals; valid as long as the selection and the index.
    Result<const Bitmap*> matching(const Limits& limits) {
        const auto* set = selected();
        if (text_) {
            auto found = with_text(*set, limits);
            if (!found) return tl::make_unexpected(std::move(found.error()));
            set = &owned_.emplace_back(std::move(*found));
        }
        if (conditions_.empty()) return set;
        if (const auto wrong = too_many<T>(set->count(), limits, "tags")) return tl::make_unexpected(*wrong);
        auto ordinals = set->all();
        std::erase_if(ordinals, [&](Ordinal ordinal) {
            const T& item = index_.at(ordinal);
            return !std::all_of(conditions_.begin(), conditions_.end(), [&](const auto& holds) { return holds(item); });
        });
        return &owned_.emplace_back(ordinals);
    }

private:
    // The index tells who has a tag with the text, and in whose id or name it may be; only these are looked at.
    Result<Bitmap> with_text(const Bitmap& set, const Limits& limits) {
        Bitmap found;
        Bitmap maybe = set;
        if constexpr (Index<T>::has_columns) {
            const auto& texts = index_.by().texts;
            maybe &= texts.names().with(text_->text());
            if (PairIndex::is_exact(text_->text())) std::swap(found, maybe);
            if (found.count() < set.count())
                found |= texts.tags().with(text_->text(), [&](std::string_view t) { return text_->in(t); }) & set;
            maybe -= found;
        }
        if (const auto wrong = too_many<T>(maybe.count(), limits, "q (a longer one may be in fewer ids)"))
            return tl::make_unexpected(*wrong);
        found |= Bitmap(those_with_text(maybe.all()));
        return found;
    }

    std::vector<Ordinal> those_with_text(const std::vector<Ordinal>& candidates) const {
        std::vector<Ordinal> having;
        std::array<std::string_view, 32> packed;
        for (std::size_t begin = 0; begin < candidates.size(); begin += packed.size()) {
            const auto part = std::span(candidates).subspan(begin, std::min(packed.size(), candidates.size() - begin));
            // The bytes lie anywhere in memory: all of a part are on their way before the first are waited for.
            std::ranges::transform(part, packed.begin(), [&](Ordinal ordinal) { return bytes_of(ordinal); });
            for (std::size_t i = 0; i < part.size(); ++i)
                if (packed[i].empty() ? text_->in(texts_of(index_.at(part[i]))) : in_names(packed[i]))
                    having.push_back(part[i]);
        }
        return having;
    }

    // Empty where the aggregate is at hand, or where no index has its tags, so that all of it is looked at.
    [[nodiscard]] std::string_view bytes_of(Ordinal ordinal) const {
        const auto& slot = *index_.slot(ordinal);
        return Index<T>::has_columns && !slot.at_hand() ? slot.packed().view() : std::string_view();
    }

    // Whether the text is in id or name, of which alone is made what is compared.
    [[nodiscard]] bool in_names(std::string_view packed) const {
        if constexpr (Index<T>::has_columns) {
            static const auto fields = [] {
                auto numbers = std::array<std::size_t, IndexedFields<T>::searched.size()>{};
                std::ranges::transform(IndexedFields<T>::searched, numbers.begin(),
                                       [](auto name) { return packing_of<T>().field_named(name); });
                return numbers;
            }();
            return std::ranges::any_of(
                fields, [&](std::size_t field) { return text_->in(packing_of<T>().text(packed, field)); });
        }
        return false;
    }

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
    std::optional<Searched> text_;
};

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
    if constexpr (Index<T>::has_columns) {
        for (const auto& [key, value] : page.tags) selection.only(index.by().texts.tags().tagged(key, value));
    } else if (!page.tags.empty()) {
        selection.only_if([&](const T& item) { return has_all(texts_of(item), page.tags); });
    }
    if (!page.q.empty()) selection.only_with(Searched(page.q));
    const auto matching = selection.matching(limits);
    if (!matching) return tl::make_unexpected(matching.error());

    Cut shown;
    if (order->by_creation()) {
        shown = cut(**matching, page, order->descending(), *after);
    } else {
        auto sorted = sorted_page(index, **matching, {page, *order, *after, limits});
        if (!sorted) return tl::make_unexpected(std::move(sorted.error()));
        shown = std::move(*sorted);
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
