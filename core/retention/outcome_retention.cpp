#include "core/retention/outcome_retention.hpp"

#include <algorithm>
#include <utility>

namespace hf {

void OutcomeRetention::step() {
    if (!std::exchange(has_begun_, true)) begin();
    mark();
    const auto last = store_.last_outcome();
    forget(last);
    remembered_ = last - std::min(forgotten_, last);
}

void OutcomeRetention::forget(OutcomeNumber last) {
    // Some at a time, since each deletion is a transaction with a sync.
    const auto slack = std::min<std::uint64_t>(1000, count_ / 100);
    const OutcomeNumber excess = last > count_ ? last - count_ : 0;
    const OutcomeNumber too_many = excess > forgotten_ + slack ? excess : 0;
    const auto through = std::max(too_many, too_old());
    if (through <= forgotten_) return;
    store_.prune_outcomes(through);
    forgotten_ = through;
}

void OutcomeRetention::begin() {
    const auto oldest = store_.read_outcomes(0, 1);
    if (!oldest.empty()) forgotten_ = oldest.front().number - 1;
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
