// Cuts a page out of a list that is sorted by a column: a pass over the codes of all that match, and none at the
// aggregates.
//
//     const Cut shown = hf::column_cut(column, matching, page, order, after);
//
// A sample tells between which two places the page is likely to stand. What stands between them is kept in the pass and
// sorted, and what stands before is counted. Places all differ, however many codes are equal, and the sample is of
// places and not of codes: neither equal codes nor one far from all others make the part between them larger.
#pragma once

#include <algorithm>
#include <array>

#include "core/queries/lists/page_cutter.hpp"
#include "core/read_models/sort_source.hpp"

namespace hf {

template <class Code>
class ColumnCut {
public:
    using Key = typename SortColumn<Code>::Key;
    // In a list that descends all bits of both are the other way round.
    struct Place {
        Key code{};
        Ordinal ordinal{};
        auto operator<=>(const Place&) const = default;
    };

    ColumnCut(const SortColumn<Code>& column, const Bitmap& matching, bool descending)
        : column_(column),
          ordinals_(matching.all()),
          flip_(descending ? ~Key{0} : Key{0}),
          flip_ordinal_(descending ? ~Ordinal{0} : Ordinal{0}) {}

    // The page, and one more, if there is one.
    std::vector<Ordinal> first(const Page& page, const std::optional<SortOrder::Rank>& after) {
        if (after) after_ = Place{key_of(after->key) ^ flip_, after->ordinal ^ flip_ordinal_};
        const auto offset = std::min<std::uint64_t>(page.offset, ordinals_.size());
        const auto sample = sampled();
        for (std::size_t margin = likely;; margin *= likely)
            if (keep_between(bounds(sample, margin, offset, page.limit), offset, page.limit)) break;
        return sorted(offset - before_, page.limit + std::uint64_t{1});
    }

private:
    static constexpr std::size_t most_sampled = 2048;
    // The page stands this many places of the sample off from where it is expected, at most: three standard deviations.
    static constexpr std::size_t likely = 68;

    struct Bounds {
        std::optional<Place> after;
        std::optional<Place> until;
    };

    // No code of the column is larger, so a cursor's may be cut down to it.
    static Key key_of(const SortKey& key) {
        return std::min(SortColumn<Code>::key_of(key), Key{static_cast<Code>(~Code{0})});
    }

    // What a place begins with, in the same order; a short code has room for the ordinal as well.
    static std::uint64_t word_of(const Place& place) {
        if constexpr (sizeof(Code) == sizeof(std::uint32_t)) return place.code << 32U | place.ordinal;
        if constexpr (sizeof(Code) > sizeof(std::uint64_t)) return static_cast<std::uint64_t>(place.code >> 64U);
        return static_cast<std::uint64_t>(place.code);
    }

    [[nodiscard]] Place at(Ordinal ordinal) const {
        return {Key{column_.at(ordinal)} ^ flip_, ordinal ^ flip_ordinal_};
    }

    std::vector<Place> sampled() {
        std::vector<Place> sample;
        const auto stride = ordinals_.size() / most_sampled;
        if (stride < 2) return sample;
        std::uint32_t chance = 1;
        for (std::size_t i = 0; i < most_sampled; ++i) {
            // Not the same one of each stride: what comes again and again with it would not be seen.
            chance = chance * 1'664'525U + 1'013'904'223U;
            const auto place = at(ordinals_[i * stride + (chance >> 8U) % stride]);
            if (!after_ || *after_ < place) sample.push_back(place);
        }
        std::ranges::sort(sample);
        return sample;
    }

    Bounds bounds(const std::vector<Place>& sample, std::size_t margin, std::uint64_t offset, std::uint64_t limit) {
        const auto expected = [&](std::uint64_t rank) { return rank * most_sampled / (ordinals_.size() + 1); };
        const auto first = expected(offset);
        const auto last = expected(offset + limit) + 1 + margin;
        Bounds bounds{after_, std::nullopt};
        if (first > margin && first - margin < sample.size()) bounds.after = sample[first - margin];
        if (last < sample.size()) bounds.until = sample[last];
        return bounds;
    }

    // Returns false if the page is not there as a whole.
    bool keep_between(const Bounds& bounds, std::uint64_t offset, std::uint64_t limit) {
        kept_.clear();
        std::uint64_t before = 0;
        const Place least = bounds.after.value_or(Place{});
        const Place most = bounds.until.value_or(Place{~Key{0}, ~Ordinal{0}});
        const auto first = word_of(least);
        const auto span = word_of(most) - first;
        std::array<Ordinal, 1024> between;
        for (std::size_t begin = 0; begin < ordinals_.size(); begin += between.size()) {
            const auto end = std::min(begin + between.size(), ordinals_.size());
            // Without branches: on which side of the bounds a place is, no processor can predict.
            std::size_t count = 0;
            for (auto i = begin; i < end; ++i) {
                const auto word = word_of(at(ordinals_[i]));
                between[count] = ordinals_[i];
                count += word - first <= span ? 1 : 0;
                before += word < first ? 1 : 0;
            }
            for (std::size_t i = 0; i < count; ++i) {
                const auto place = at(between[i]);
                if (bounds.after && place <= least)
                    ++before;
                else if (place <= most)
                    kept_.push_back(place);
            }
        }
        // Behind a cursor the page begins at once, and what is before does not count.
        before_ = after_ ? 0 : before;
        return before_ <= offset && (!bounds.until || before_ + kept_.size() > offset + limit);
    }

    std::vector<Ordinal> sorted(std::uint64_t skipped, std::uint64_t most) {
        const auto first = std::min<std::uint64_t>(skipped, kept_.size());
        const auto end = std::min<std::uint64_t>(first + most, kept_.size());
        const auto place = [&](std::uint64_t n) { return kept_.begin() + static_cast<std::ptrdiff_t>(n); };
        if (first < kept_.size()) std::nth_element(kept_.begin(), place(first), kept_.end());
        if (end < kept_.size()) std::nth_element(place(first), place(end), kept_.end());
        std::sort(place(first), place(end));
        std::vector<Ordinal> ordinals;
        for (auto n = first; n < end; ++n) ordinals.push_back(kept_[n].ordinal ^ flip_ordinal_);
        return ordinals;
    }

    const SortColumn<Code>& column_;
    std::vector<Ordinal> ordinals_;
    const Key flip_;
    const Ordinal flip_ordinal_;
    std::optional<Place> after_;
    std::vector<Place> kept_;
    std::uint64_t before_ = 0;  // how many come before the kept ones
};

template <class Code>
Cut column_cut(const SortColumn<Code>& column, const Bitmap& matching, const Page& page, const SortOrder& order,
               const std::optional<SortOrder::Rank>& after) {
    Cut cut;
    cut.ordinals = ColumnCut<Code>(column, matching, order.descending()).first(page, after);
    cut.more = cut.ordinals.size() > page.limit;
    if (cut.more) cut.ordinals.pop_back();
    return cut;
}

}  // namespace hf
