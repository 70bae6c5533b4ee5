// CreationTimes: which aggregates were created between two moments.
//
//     CreationTimes times;
//     times.add(created_at);                        // of the next ordinal
//     const Bitmap today = times.between(midnight, std::nullopt);
//
// Ordinals are in the order of creation, and so are the times, but for a wall clock that
// was set back. There a new run begins: within a run the times never go back, and what
// lies between two moments is one range of ordinals, found by halving. So the answer is
// exact, and costs as much again for each time that the clock was set back.
#pragma once

#include <optional>

#include "core/messages/timestamp.hpp"
#include "core/read_models/bitmap.hpp"

namespace hf {

class CreationTimes {
public:
    void add(Timestamp created_at);
    void add_gone() { add(times_.empty() ? Timestamp{} : times_.back()); }  // of which nobody asks any more

    // Later than the first, and not later than the second.
    [[nodiscard]] Bitmap between(std::optional<Timestamp> after, std::optional<Timestamp> until) const;

    [[nodiscard]] std::size_t size() const { return times_.size(); }

private:
    std::vector<Timestamp> times_;
    std::vector<Ordinal> runs_;  // where each begins
};

}  // namespace hf
