// Scrubber: reads everything that the store has, from time to time and a little at once, so that damage is found
// while there is a backup without it.
//
//     Scrubber scrubber(store, clock, log, std::chrono::hours{24});
//     while (running) std::this_thread::sleep_for(scrubber.step());  // how long until the next step
//
// Each row is looked up for itself, as any later read would find it: so what leads to the rows is checked as well. The
// rows themselves are checked by the store. A round begins at the start, and then after each period.
//
// step() is called by one thread, the figures by any. Errors: none; what can't be read is counted, and the end of the
// round is logged.
#pragma once

#include <atomic>

#include "core/figures/store_figures.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/log.hpp"

namespace hf {

class Scrubber {
public:
    // `period` 0: it never reads anything.
    Scrubber(const EventStore& store, const Clock& clock, Log& log, std::chrono::hours period)
        : store_(store), clock_(clock), log_(log), period_(period), due_(clock.monotonic()) {}

    std::chrono::nanoseconds step();

    // All but the reads of others.
    [[nodiscard]] StoreFigures figures() const;

private:
    static constexpr std::size_t rows_per_step = 64;
    static constexpr std::chrono::milliseconds pause{5};  // so it reads some 10,000 rows a second at most

    void begin();
    void end();
    void look_at_an_event();
    void look_at_an_outcome();

    const EventStore& store_;
    const Clock& clock_;
    Log& log_;
    const std::chrono::hours period_;
    std::chrono::steady_clock::time_point due_;
    std::chrono::steady_clock::time_point begun_;
    bool under_way_ = false;
    Position last_event_ = 0;  // of this round
    OutcomeNumber last_outcome_ = 0;
    OutcomeNumber outcome_ = 0;  // the last one that was read, or could not be
    std::atomic<Position> event_ = 0;
    std::atomic<std::uint64_t> damaged_ = 0;
    std::atomic<Position> first_damaged_ = 0;
    std::atomic<std::uint64_t> rounds_ = 0;
};

}  // namespace hf
