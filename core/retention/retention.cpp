#include "core/retention/retention.hpp"

#include <algorithm>

namespace hf {

void Retention::apply(Position covered) {
    const auto first = store_.first();
    if (covered == 0) return;
    const auto last = std::min(due(), covered - 1);
    if (last < first || last - first + 1 < rules_.segment) return;
    try {
        archive(first, last);
        store_.prune(last);
        pruned_ += last - first + 1;
        log_.info(fmt::format("events {} to {} are in the archive {} now", first, last, archive_.location()));
    } catch (const std::runtime_error& problem) {
        ++failed_;
        log_.warn(fmt::format("events {} to {} stay in the store: {}", first, last, problem.what()));
    }
}

Position Retention::due() const {
    Position last = 0;
    const auto head = store_.head();
    if (rules_.events && head > *rules_.events) last = head - *rules_.events;
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(clock_.monotonic() - begun_.monotonic);
    if (rules_.days) last = std::max(last, last_before(begun_.utc + passed + -std::chrono::days{*rules_.days}));
    return last;
}

// Searches by bisection, since times rise with positions; where a clock was set back, an event may
// be archived a little late or early.
Position Retention::last_before(Timestamp time) const {
    auto low = store_.first() - 1;
    auto high = store_.head();
    while (low < high) {
        const auto middle = low + (high - low + 1) / 2;
        const auto event = store_.read(middle - 1, 1, 0);
        if (!event.empty() && event.front().time < time)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

void Retention::archive(Position first, Position last) {
    constexpr std::size_t page = 1000;
    constexpr std::size_t page_bytes = 16U << 20;
    const auto writing = archive_.begin(first, last);
    for (auto after = first - 1; after < last;) {
        for (const auto& event : store_.read(after, std::min<std::size_t>(page, last - after), page_bytes)) {
            writing->put(event);
            after = event.position;
        }
    }
    writing->finish();
}

}  // namespace hf
