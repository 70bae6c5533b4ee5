#include "core/queries/lists/list.hpp"

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

Result<std::optional<SortOrder::Rank>> beginning(const Page& page, const SortOrder& order) {
    if (!page.after) return std::nullopt;
    if (page.offset > 0) {
        auto refusal = error(Code::validation_error, "after and offset can't be given together");
        refusal.field = "after";
        return tl::make_unexpected(std::move(refusal));
    }
    auto rank = order.read_cursor(*page.after);
    if (!rank) return tl::make_unexpected(std::move(rank.error()));
    return *rank;
}

}  // namespace hf
