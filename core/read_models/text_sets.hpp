// TextSets: for each distinct text of a field, the aggregates that have it now. It is for reasons, few of which are
// distinct.
//
//     TextSets reasons;
//     reasons.set(request.ordinal, request.status_reason);  // after each change
//     const SortSource source = reasons.sort_source();
//
// Only the beginning of a text counts, as in a sort by it. Where the texts of a site differ from one aggregate to the
// next, they would take more memory than the aggregates: beyond `most_distinct` it is only known who has a text at all.
// Any number of threads may read while none writes.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/read_models/sort_source.hpp"

namespace hf {

class TextSets {
public:
    static constexpr std::size_t most_distinct = 20'000;

    void reserve(std::size_t count) { of_.reserve(count); }
    void set(Ordinal ordinal, std::string_view text);
    [[nodiscard]] SortSource sort_source() const;

private:
    using Sets = std::map<std::string, OrdinalSet, std::less<>>;

    void leave(Ordinal ordinal);

    Sets sets_;
    std::vector<Sets::value_type*> of_;  // by ordinal; null: no text, or too many distinct ones
    bool too_many_ = false;
    Bitmap with_, without_;
};

}  // namespace hf
