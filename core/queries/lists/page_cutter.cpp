#include "core/queries/lists/page_cutter.hpp"

#include <algorithm>

namespace hf {

Cut cut(const Bitmap& matching, const Page& page, bool descending, const std::optional<SortOrder::Rank>& after) {
    const auto total = matching.count();
    if (!descending) {
        const auto skipped = after ? matching.count_below(after->ordinal) + (matching.contains(after->ordinal) ? 1 : 0)
                                   : std::min<std::uint64_t>(page.offset, total);
        auto ordinals = matching.slice(skipped, page.limit);
        const bool more = skipped + ordinals.size() < total;
        return {std::move(ordinals), more};
    }
    const auto left =
        after ? matching.count_below(after->ordinal) : total - std::min<std::uint64_t>(page.offset, total);
    const auto wanted = std::min<std::uint64_t>(page.limit, left);
    auto ordinals = matching.slice(left - wanted, wanted);
    std::reverse(ordinals.begin(), ordinals.end());
    return {std::move(ordinals), left > wanted};
}

Cut cut(std::vector<SortOrder::Rank> ranks, const Page& page, const SortOrder& order,
        const std::optional<SortOrder::Rank>& after) {
    const auto precedes = [&](const auto& a, const auto& b) { return order.precedes(a, b); };
    if (after) std::erase_if(ranks, [&](const auto& rank) { return !order.precedes(*after, rank); });
    const auto count = ranks.size();
    const auto first = std::min<std::uint64_t>(page.offset, count);
    const auto size = std::min<std::uint64_t>(page.limit, count - first);
    const auto at = [&](std::uint64_t n) { return ranks.begin() + static_cast<std::ptrdiff_t>(n); };
    // Sort only the page; nth_element keeps the rest on its side of the page.
    if (first < count) std::nth_element(ranks.begin(), at(first), ranks.end(), precedes);
    std::partial_sort(at(first), at(first + size), ranks.end(), precedes);
    Cut cut;
    for (auto n = first; n < first + size; ++n) cut.ordinals.push_back(at(n)->ordinal);
    cut.more = first + size < count;
    return cut;
}

bool PageCutter::reaches(const SortKey& key) const {
    if (!after_ || key == after_->key) return true;
    return order_.descending() ? key < after_->key : after_->key < key;
}

bool PageCutter::pass(std::uint64_t items) {
    if (items > skip_) return false;
    skip_ -= items;
    return true;
}

bool PageCutter::take(const SortKey& key, const Bitmap& items) {
    if (!reaches(key)) return true;
    // Within the cursor's own group the page begins behind the cursor; later groups are behind it as a whole.
    const auto after = after_ && key == after_->key ? after_ : std::nullopt;
    return add(hf::cut(items, rest(), order_.descending(), after), items.count());
}

bool PageCutter::take(std::vector<SortOrder::Rank> ranks) {
    const auto count = ranks.size();
    return add(hf::cut(std::move(ranks), rest(), order_, after_), count);
}

Page PageCutter::rest() const {
    Page rest;
    rest.offset = skip_;
    rest.limit = page_.limit - static_cast<std::uint32_t>(cut_.ordinals.size());
    return rest;
}

bool PageCutter::add(Cut part, std::uint64_t items) {
    if (cut_.ordinals.size() == page_.limit) {
        // One item behind a full page is enough to know that more follow.
        cut_.more = part.more;
        return !cut_.more;
    }
    skip_ -= std::min(skip_, items);
    cut_.ordinals.insert(cut_.ordinals.end(), part.ordinals.begin(), part.ordinals.end());
    cut_.more = part.more;
    return !cut_.more;
}

}  // namespace hf
