// SortOrder: the field and direction by which a list is sorted, and the cursors that mark a rank in
// such a list.
//
//     const auto order = SortOrder::of("-machine_count", type_of<Request>);   // an error names the fields to sort by
//     const auto rank = order->rank_of(&request, request.ordinal);
//     order->precedes(rank, another);
//     const auto text = order->cursor(rank);                                 // order->read_cursor(text) gives `rank`
//
// A list can be sorted by any field of its items that is neither list nor map; the field's
// declaration tells how to read it. Items with equal values are in the order of their creation. A
// rank points into its item, or into the cursor's text.
#pragma once

#include "core/domain/values/identifiers.hpp"
#include "core/errors/error.hpp"
#include "core/read_models/sort_source.hpp"

namespace hf {

class SortOrder {
public:
    // A missing value comes first. Only the beginning of a text counts, so that cursors stay short.
    using Key = SortKey;
    struct Rank {
        Key key;
        Ordinal ordinal{};

        auto operator<=>(const Rank&) const = default;
    };

    static Result<SortOrder> of(std::string_view text, const TypeInfo& items);

    // True if the list is in the order of creation, which needs no sorting.
    [[nodiscard]] bool by_creation() const { return !field_; }
    [[nodiscard]] bool descending() const { return descending_; }
    // Without the -.
    [[nodiscard]] std::string_view field_name() const { return std::string_view(text_).substr(descending_ ? 1 : 0); }

    [[nodiscard]] Rank rank_of(const void* item, Ordinal ordinal) const;
    [[nodiscard]] bool precedes(const Rank& a, const Rank& b) const { return descending_ ? b < a : a < b; }

    [[nodiscard]] std::string cursor(const Rank& last) const;
    [[nodiscard]] Result<Rank> read_cursor(std::string_view cursor) const;

private:
    std::string text_;
    const FieldInfo* field_ = nullptr;
    bool descending_ = false;
};

}  // namespace hf
