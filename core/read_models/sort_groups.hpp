// Makes the groups by which a list is sorted (sort_source.hpp) of the bitmaps by value, and keeps who has a field that
// is nearly always missing.
//
//     const std::optional<SortGroups> groups = groups_of(status);
//     RareFields<2> rare;
//     rare.set(ordinal, {request.retry_of.has_value(), request.claim_by.has_value()});
//     const SortFew few{{}, rare.which(1)};
#pragma once

#include <array>
#include <map>

#include "core/read_models/by_value.hpp"
#include "core/read_models/sort_source.hpp"

namespace hf {

template <class V>
SortKey sort_key_of(const V& value) {
    if constexpr (std::is_enum_v<V>)
        return std::string_view(name_of(value));
    else if constexpr (std::is_same_v<V, bool>)
        return std::int64_t{value};
    else if constexpr (std::is_unsigned_v<V>)
        return std::uint64_t{value};
    else if constexpr (std::is_same_v<V, std::string>)
        return std::string_view(value);
    else
        return std::string_view(value.value);
}

inline std::optional<SortGroups> in_order(SortGroups groups) {
    // The key of a longer text would be cut, and two groups could have the same one.
    for (const auto& group : groups)
        if (const auto* text = std::get_if<std::string_view>(&group.key); text && text->size() > longest_sort_text)
            return std::nullopt;
    const auto precedes = [](const SortGroup& a, const SortGroup& b) { return a.key < b.key; };
    if (!std::ranges::is_sorted(groups, precedes)) std::ranges::sort(groups, precedes);
    return groups;
}

// `without`: those in which the field is missing. Nothing where the groups would be of no use.
template <class V>
std::optional<SortGroups> groups_of(const ByValue<V>& by, const Bitmap* without = nullptr) {
    SortGroups groups;
    if (without) groups.push_back({{}, without, nullptr});
    by.each([&](const V& value, const Bitmap& set) { groups.push_back({sort_key_of(value), &set, nullptr}); });
    return in_order(std::move(groups));
}
inline std::optional<SortGroups> groups_of(const std::map<std::string, OrdinalSet, std::less<>>& by) {
    SortGroups groups;
    groups.reserve(by.size());
    for (const auto& [value, set] : by) groups.push_back({std::string_view(value), nullptr, &set});
    return in_order(std::move(groups));
}

// Which aggregates have each of a few fields.
template <std::size_t fields>
class RareFields {
public:
    void reserve(std::size_t count) { had_.reserve(count); }
    void set(Ordinal ordinal, const std::array<bool, fields>& has) {
        if (had_.size() <= ordinal) had_.resize(ordinal + 1);
        std::uint8_t now = 0;
        for (std::size_t i = 0; i < fields; ++i) now |= static_cast<std::uint8_t>(std::uint8_t{has[i]} << i);
        const auto changed = static_cast<std::uint8_t>(now ^ had_[ordinal]);
        if (changed == 0) return;
        for (std::size_t i = 0; i < fields; ++i) {
            if ((changed >> i & 1U) == 0) continue;
            if (has[i])
                present_[i].add(ordinal);
            else
                present_[i].remove(ordinal);
        }
        had_[ordinal] = now;
    }
    [[nodiscard]] const Bitmap* which(std::size_t field) const { return &present_[field]; }

private:
    static_assert(fields <= 8);

    std::vector<std::uint8_t> had_;  // a bit for each field, by ordinal
    std::array<Bitmap, fields> present_;
};

}  // namespace hf
