// Sorts the matching aggregates and cuts out a page, by what the index keeps of the field where it keeps anything.
//
//     const Result<Cut> shown = hf::sorted_page(index, matching, {page, order, after, limits});
#pragma once

#include "core/domain/rules/limits.hpp"
#include "core/queries/lists/column_cut.hpp"
#include "core/read_models/index.hpp"

namespace hf {

struct Sorting {
    const Page& page;
    const SortOrder& order;
    const std::optional<SortOrder::Rank>& after;
    const Limits& limits;
};

// Returns the refusal where more aggregates than are allowed would have to be looked at one by one.
template <class T>
std::optional<Error> too_many(std::uint64_t count, const Limits& limits, std::string_view what_for) {
    using Fields = IndexedFields<T>;
    if (count <= limits.scanned_items) return std::nullopt;
    auto refusal = error(Code::limit_exceeded,
                         "{} {} would have to be looked at one by one for {}, and {} may be (limits.scanned_items): "
                         "narrow the list by {}, created_after or created_before",
                         count, Fields::plural, what_for, limits.scanned_items, Fields::narrowing);
    refusal.details = {{"candidates", count}, {"allowed", limits.scanned_items}};
    return refusal;
}

template <class T>
Result<std::vector<SortOrder::Rank>> ranks_of(const Index<T>& index, const Bitmap& items, const Sorting& sorting) {
    if (const auto wrong =
            too_many<T>(items.count(), sorting.limits, fmt::format("a sort by {}", sorting.order.field_name())))
        return tl::make_unexpected(*wrong);
    std::vector<SortOrder::Rank> ranks;
    for (const auto ordinal : items.all()) ranks.push_back(sorting.order.rank_of(&index.at(ordinal), ordinal));
    return ranks;
}

inline Cut cut_groups(const SortGroups& groups, const Bitmap& matching, const Sorting& sorting) {
    PageCutter cutter(sorting.page, sorting.order, sorting.after);
    // Returns false when the page is full.
    const auto take = [&](const SortGroup& group) {
        if (!cutter.reaches(group.key)) return true;
        if (cutter.is_skipping() && cutter.pass(group.count_in(matching))) return true;
        return cutter.take(group.key, group.in(matching));
    };
    if (sorting.order.descending())
        std::ignore = std::all_of(groups.rbegin(), groups.rend(), take);
    else
        std::ignore = std::all_of(groups.begin(), groups.end(), take);
    return cutter.cut();
}

// Few of the matching aggregates have the field; they are looked at one by one.
template <class T>
Result<Cut> cut_few(const Index<T>& index, const SortFew& few, const Bitmap& matching, const Sorting& sorting) {
    auto ranks = ranks_of(index, matching & *few.present, sorting);
    if (!ranks) return tl::make_unexpected(std::move(ranks.error()));
    Bitmap others = matching;
    others -= *few.present;
    PageCutter cutter(sorting.page, sorting.order, sorting.after);
    if (sorting.order.descending())
        std::ignore = cutter.take(std::move(*ranks)) && cutter.take(few.missing, others);
    else
        std::ignore = cutter.take(few.missing, others) && cutter.take(std::move(*ranks));
    return cutter.cut();
}

template <class T>
std::optional<SortSource> sort_source(const Index<T>& index, std::uint64_t matching, const Sorting& sorting) {
    // So few are sorted at once. More groups than aggregates would be gone through in vain.
    constexpr std::uint64_t few = 500;
    if (matching <= std::min<std::uint64_t>(few, sorting.limits.scanned_items)) return std::nullopt;
    if constexpr (Index<T>::has_columns) return index.by().sort_source(sorting.order.field_name());
    return std::nullopt;
}

template <class T>
Result<Cut> sorted_page(const Index<T>& index, const Bitmap& matching, const Sorting& sorting) {
    const auto source = sort_source(index, matching.count(), sorting);
    if (!source) {
        auto ranks = ranks_of(index, matching, sorting);
        if (!ranks) return tl::make_unexpected(std::move(ranks.error()));
        return cut(std::move(*ranks), sorting.page, sorting.order, sorting.after);
    }
    if (const auto* groups = std::get_if<SortGroups>(&*source)) return cut_groups(*groups, matching, sorting);
    if (const auto* few = std::get_if<SortFew>(&*source)) return cut_few(index, *few, matching, sorting);
    const auto by_column = [&](const auto* column) {
        return column_cut(*column, matching, sorting.page, sorting.order, sorting.after);
    };
    if (const auto* const* times = std::get_if<const TimeColumn*>(&*source)) return by_column(*times);
    if (const auto* const* counts = std::get_if<const CountColumn*>(&*source)) return by_column(*counts);
    return by_column(std::get<const IdColumn*>(*source));
}

}  // namespace hf
