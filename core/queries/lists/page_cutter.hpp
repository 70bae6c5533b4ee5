// PageCutter: cuts a page out of a sorted list that is offered part by part, in the list's order.
//
//     PageCutter cutter(page, order, after);
//     for (const auto& group : groups)
//         if (!cutter.take(group.key, group.in(matching))) break;   // the page is full
//     return cutter.cut();
#pragma once

#include "core/queries/lists/listing.hpp"
#include "core/queries/lists/sort_order.hpp"
#include "core/read_models/bitmap.hpp"

namespace hf {

// The ordinals of a page in their order, and whether more follow after it.
struct Cut {
    std::vector<Ordinal> ordinals;
    bool more = false;
};

// Cuts a page in the order of creation, in which the bitmap already is.
Cut cut(const Bitmap& matching, const Page& page, bool descending, const std::optional<SortOrder::Rank>& after);
Cut cut(std::vector<SortOrder::Rank> ranks, const Page& page, const SortOrder& order,
        const std::optional<SortOrder::Rank>& after);

class PageCutter {
public:
    PageCutter(const Page& page, const SortOrder& order, const std::optional<SortOrder::Rank>& after)
        : page_(page), order_(order), after_(after), skip_(page.offset) {}

    // False for a part of this key that is before the page for sure: it may be left out.
    [[nodiscard]] bool reaches(const SortKey& key) const;
    // Passes over a part of so many items, if all of them come before the page.
    [[nodiscard]] bool is_skipping() const { return skip_ > 0; }
    bool pass(std::uint64_t items);

    // Takes of the items, all of which have this key. Returns false when the page is full.
    bool take(const SortKey& key, const Bitmap& items);
    // Takes of items that are in any order and have any keys.
    bool take(std::vector<SortOrder::Rank> ranks);

    [[nodiscard]] Cut cut() { return std::move(cut_); }

private:
    [[nodiscard]] Page rest() const;
    bool add(Cut part, std::uint64_t items);

    const Page& page_;
    const SortOrder& order_;
    const std::optional<SortOrder::Rank>& after_;
    std::uint64_t skip_;
    Cut cut_;
};

}  // namespace hf
