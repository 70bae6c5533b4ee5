#include "core/read_models/creation_times.hpp"

#include <algorithm>

namespace hf {

void CreationTimes::add(Timestamp created_at) {
    if (times_.empty() || created_at < times_.back()) runs_.push_back(static_cast<Ordinal>(times_.size()));
    times_.push_back(created_at);
}

Bitmap CreationTimes::between(std::optional<Timestamp> after, std::optional<Timestamp> until) const {
    Bitmap found;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        const auto at = [&](std::size_t ordinal) { return times_.begin() + static_cast<std::ptrdiff_t>(ordinal); };
        const auto begin = at(runs_[i]);
        const auto end = i + 1 < runs_.size() ? at(runs_[i + 1]) : times_.end();
        const auto first = after ? std::upper_bound(begin, end, *after) : begin;
        const auto last = until ? std::upper_bound(begin, end, *until) : end;
        found.add_range(static_cast<Ordinal>(first - times_.begin()), static_cast<Ordinal>(last - times_.begin()));
    }
    return found;
}

}  // namespace hf
