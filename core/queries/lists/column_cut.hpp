// Cuts a page out of a list that is sorted by a column: one look at the codes of all that match, and none at the
// aggregates.
//
//     const Cut shown = hf::column_cut(column, matching, page, order, after);
#pragma once

#include <algorithm>

#include "core/queries/lists/page_cutter.hpp"
#include "core/read_models/sort_source.hpp"

namespace hf {

// The first so many of what it is given, whatever the order in which that comes.
template <bool descending>
class FirstOnes {
public:
    struct Place {
        std::uint64_t code{};
        Ordinal ordinal{};
        auto operator<=>(const Place&) const = default;
    };

    explicit FirstOnes(std::uint64_t count) : count_(count) {}

    static bool precedes(const Place& a, const Place& b) { return descending ? b < a : a < b; }
    void add(const Place& place) {
        // Nearly all of a long list ends here.
        if (descending ? place.code < last_.code : place.code > last_.code) return;
        if (is_full_ && !precedes(place, last_)) return;
        places_.push_back(place);
        if (places_.size() >= 2 * count_ + slack) drop_the_rest();
    }
    // In their order.
    [[nodiscard]] std::vector<Place> take() {
        drop_the_rest();
        std::ranges::sort(places_, precedes);
        return std::move(places_);
    }

private:
    static constexpr std::size_t slack = 1000;

    void drop_the_rest() {
        if (places_.size() <= count_) return;
        const auto end = places_.begin() + static_cast<std::ptrdiff_t>(count_);
        std::nth_element(places_.begin(), end, places_.end(), precedes);
        last_ = *end;
        is_full_ = true;
        places_.erase(end, places_.end());
    }

    const std::uint64_t count_;
    std::vector<Place> places_;
    bool is_full_ = false;
    // Once it is full, nothing from here on is among the first.
    Place last_{descending ? 0 : ~std::uint64_t{0}, 0};
};

template <bool descending, class Code>
Cut column_cut_towards(const SortColumn<Code>& column, const Bitmap& matching, const Page& page,
                       const std::optional<SortOrder::Rank>& after) {
    using First = FirstOnes<descending>;
    const auto ordinals = matching.all();
    const auto wanted = std::min<std::uint64_t>(page.offset, ordinals.size()) + page.limit;
    First first(wanted + 1);
    using Place = typename First::Place;
    const Place begin = after ? Place{code_of(after->key), after->ordinal} : Place{};
    const auto look = [&](Ordinal ordinal) {
        const Place place{column.at(ordinal), ordinal};
        if (!after || First::precedes(begin, place)) first.add(place);
    };
    // What is created later tends to have the larger code, so the first ones of the list come first here, too.
    if constexpr (descending)
        std::for_each(ordinals.rbegin(), ordinals.rend(), look);
    else
        std::for_each(ordinals.begin(), ordinals.end(), look);

    const auto places = first.take();
    Cut cut;
    for (auto n = page.offset; n < std::min<std::uint64_t>(places.size(), wanted); ++n)
        cut.ordinals.push_back(places[n].ordinal);
    cut.more = places.size() > wanted;
    return cut;
}

template <class Code>
Cut column_cut(const SortColumn<Code>& column, const Bitmap& matching, const Page& page, const SortOrder& order,
               const std::optional<SortOrder::Rank>& after) {
    return order.descending() ? column_cut_towards<true>(column, matching, page, after)
                              : column_cut_towards<false>(column, matching, page, after);
}

}  // namespace hf
