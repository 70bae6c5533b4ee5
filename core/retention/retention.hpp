// Retention: archives and then prunes old events, as far as a snapshot covers them, so that the
// store does not grow for ever.
//
//     Retention retention(store, archive, clock, log, {.events = 10'000'000});
//     retention.apply(covered);      // from time to time, by one thread
//
// Errors are logged; events that could not be archived stay in the store.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "core/pacing/moment.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/log.hpp"

namespace hf {

// An event is archived as soon as any of these rules says so.
struct RetentionRules {
    std::optional<std::uint64_t> events = {};  // number of newest events that stay
    std::optional<std::uint32_t> days = {};    // age in days up to which events stay
    std::uint64_t segment = 100'000;           // least number of events in one file of the archive
};

class Retention {
public:
    Retention(EventStore& store, EventArchive& archive, const Clock& clock, Log& log, RetentionRules rules)
        : store_(store), archive_(archive), clock_(clock), log_(log), rules_(rules) {}

    // Archives and prunes events before `covered`, the position of a snapshot. The event there stays: a start compares
    // the snapshot with it, and would read all events from the archive without it.
    void apply(Position covered);

    [[nodiscard]] std::uint64_t pruned() const { return pruned_; }
    [[nodiscard]] std::uint64_t failed() const { return failed_; }

private:
    [[nodiscard]] Position due() const;
    [[nodiscard]] Position last_before(Timestamp time) const;
    void archive(Position first, Position last);

    EventStore& store_;
    EventArchive& archive_;
    const Clock& clock_;
    Log& log_;
    RetentionRules rules_;
    // Events don't grow old at once where the clock is set: their age goes by the clock that never steps.
    const Moment begun_{clock_.monotonic(), clock_.now()};
    std::atomic<std::uint64_t> pruned_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
};

}  // namespace hf
