#include "core/retention/outcome_retention.hpp"

#include <algorithm>

namespace hf {

void OutcomeRetention::step() {
    mark();
    const auto last = store_.last_outcome();
    // Some at a time, since each deletion is a transaction with a sync.
    const auto slack = std::min<std::uint64_t>(1000, count_ / 100);
    const OutcomeNumber excess = last > count_ ? last - count_ : 0;
    const OutcomeNumber too_many = excess > forgotten_ + slack ? excess : 0;
    const auto through = std::max(too_many, too_old());
    if (through <= forgotten_) return;
    store_.prune_outcomes(through);
    forgotten_ = through;
}

void OutcomeRetention::mark() {
    const auto now = clock_.monotonic();
    if (!marks_.empty() && now - marks_.back().at < std::chrono::nanoseconds(age_) / marks) return;
    marks_.push_back({now, store_.last_outcome()});
}

OutcomeNumber OutcomeRetention::too_old() {
    OutcomeNumber through = 0;
    const auto now = clock_.monotonic();
    while (!marks_.empty() && now - marks_.front().at >= age_) {
        through = marks_.front().newest;
        marks_.pop_front();
    }
    return through;
}

}  // namespace hf
