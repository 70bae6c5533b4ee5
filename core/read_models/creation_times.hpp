// CreationTimes: finds the aggregates that were created between two moments.
//
//     CreationTimes times;
//     times.add(created_at);                        // the time of the next ordinal
//     const Bitmap today = times.between(midnight, std::nullopt);
//
// Ordinals are in the order of creation, and so are the times unless the wall clock was set back.
// There a new run begins: within a run the times never decrease, so the ordinals between two
// moments form one range, which is found by bisection. The answer is therefore exact, and its cost
// grows with the number of times that the clock was set back.
#pragma once

#include <optional>

#include "core/messages/timestamp.hpp"
#include "core/read_models/bitmap.hpp"

namespace hf {

class CreationTimes {
public:
    void reserve(std::size_t count) { times_.reserve(count); }
    void add(Timestamp created_at);
    // Adds a deleted aggregate, whose time no query reads.
    void add_gone() { add(times_.empty() ? Timestamp{} : times_.back()); }

    // The ordinals created later than `after` and not later than `until`.
    [[nodiscard]] Bitmap between(std::optional<Timestamp> after, std::optional<Timestamp> until) const;

    [[nodiscard]] std::size_t size() const { return times_.size(); }

private:
    std::vector<Timestamp> times_;
    std::vector<Ordinal> runs_;  // the first ordinal of each run
};

}  // namespace hf
