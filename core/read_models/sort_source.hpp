// SortSource: how a list is brought into the order of a field without looking at each aggregate.
//
//     if (const auto source = index.by().sort_source("status")) use(*source);
//
// Where a field has few values, the aggregates are in groups by it. What differs from one aggregate to the next is in a
// column: a number for each ordinal that stands in the same order as the values. Of a field that is nearly always
// missing it is known who has it.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/messages/timestamp.hpp"
#include "core/read_models/id_code.hpp"
#include "core/read_models/ordinal_set.hpp"
#include "core/text/utf8.hpp"

namespace hf {

// Only the beginning of a text counts, so that cursors stay short.
inline constexpr std::size_t longest_sort_text = 256;
[[nodiscard]] inline std::string_view sort_text(std::string_view text) {
    // Cut between characters, because a cursor is text, too.
    return text.size() > longest_sort_text ? text.substr(0, utf8_prefix(text.substr(0, longest_sort_text))) : text;
}

// A missing value comes first.
using SortKey = std::variant<std::monostate, std::int64_t, std::uint64_t, std::string_view>;

inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63U;

// Missing is before the earliest time: no clock shows that one.
inline std::uint64_t code_of(Timestamp time) { return static_cast<std::uint64_t>(time.microseconds) ^ sign_bit; }
inline std::uint64_t code_of(const std::optional<Timestamp>& time) { return time ? code_of(*time) : 0; }
inline std::uint64_t code_of(const SortKey& key) {
    if (const auto* number = std::get_if<std::uint64_t>(&key)) return *number;
    const auto* time = std::get_if<std::int64_t>(&key);
    return time ? code_of(Timestamp{*time}) : 0;
}

// The codes of a field by ordinal.
template <class Code>
class SortColumn {
public:
    // In which codes are compared.
    using Key = std::conditional_t<std::is_same_v<Code, IdCode>, IdCode, std::uint64_t>;
    static Key key_of(const SortKey& key) {
        if constexpr (!std::is_same_v<Code, IdCode>) return code_of(key);
        // No cursor of ours has a key without a code.
        const auto* text = std::get_if<std::string_view>(&key);
        return text ? static_cast<Key>(id_code_of(*text).value_or(0)) : Key{0};
    }

    void reserve(std::size_t count) { codes_.reserve(count); }
    void set(Ordinal ordinal, Code code) {
        if (codes_.size() <= ordinal) codes_.resize(ordinal + 1);
        codes_[ordinal] = code;
    }
    [[nodiscard]] Code at(Ordinal ordinal) const { return codes_[ordinal]; }

private:
    std::vector<Code> codes_;
};
using TimeColumn = SortColumn<std::uint64_t>;
using CountColumn = SortColumn<std::uint32_t>;
using IdColumn = SortColumn<IdCode>;

struct SortGroup {
    SortKey key;
    const Bitmap* many = nullptr;
    const OrdinalSet* set = nullptr;  // in place of the bitmap

    [[nodiscard]] Bitmap in(const Bitmap& others) const { return many ? *many & others : set->in(others); }
    [[nodiscard]] std::uint64_t count_in(const Bitmap& others) const {
        return many ? many->count_shared(others) : set->count_in(others);
    }
};
using SortGroups = std::vector<SortGroup>;  // in the order of their keys

struct SortFew {
    SortKey missing;  // the key of all but these
    const Bitmap* present;
};

using SortSource = std::variant<SortGroups, const TimeColumn*, const CountColumn*, const IdColumn*, SortFew>;

}  // namespace hf
