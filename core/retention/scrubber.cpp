#include "core/retention/scrubber.hpp"

#include <algorithm>

#include "core/ports/store_damaged.hpp"

namespace hf {

std::chrono::nanoseconds Scrubber::step() {
    if (period_ == period_.zero()) return std::chrono::hours{1};
    const auto now = clock_.monotonic();
    if (!under_way_ && now < due_) return due_ - now;
    if (!under_way_) begin();
    for (std::size_t row = 0; row < rows_per_step; ++row) {
        if (event_ < last_event_)
            look_at_an_event();
        else if (outcome_ < last_outcome_)
            look_at_an_outcome();
        else
            break;
    }
    if (event_ >= last_event_ && outcome_ >= last_outcome_) end();
    return pause;
}

void Scrubber::begin() {
    under_way_ = true;
    begun_ = clock_.monotonic();
    due_ = begun_ + period_;
    event_ = store_.first() - 1;
    outcome_ = 0;
    last_event_ = store_.head();
    last_outcome_ = store_.last_outcome();
    damaged_ = 0;
    first_damaged_ = 0;
}

void Scrubber::end() {
    under_way_ = false;
    ++rounds_;
    const std::chrono::duration<double> took = clock_.monotonic() - begun_;
    if (damaged_ > 0)
        log_.error(
            fmt::format("{} rows of the store are damaged (first event: {}); the whole of it was read in {:.0f} s. "
                        "Restore it from a backup",
                        damaged_.load(), first_damaged_.load(), took.count()));
    else
        log_.info(fmt::format("the store is whole: all of it up to event {} was read in {:.0f} s", last_event_,
                              took.count()));
}

void Scrubber::look_at_an_event() {
    try {
        const auto event = store_.read(event_, 1, 0);
        event_ = event.empty() ? last_event_ : event.front().position;
    } catch (const EventsPruned&) {
        event_ = std::max<Position>(event_ + 1, store_.first() - 1);
    } catch (const std::exception&) {
        if (first_damaged_ == 0) first_damaged_ = event_ + 1;
        ++damaged_;
        ++event_;
    }
}

void Scrubber::look_at_an_outcome() {
    try {
        const auto outcome = store_.read_outcomes(outcome_, 1);
        outcome_ = outcome.empty() ? last_outcome_ : outcome.front().number;
    } catch (const StoreDamaged& damage) {
        ++damaged_;
        outcome_ = std::max(outcome_ + 1, damage.number);
    } catch (const std::exception&) {
        ++damaged_;
        ++outcome_;
    }
}

StoreFigures Scrubber::figures() const { return {0, rounds_, event_, damaged_, first_damaged_}; }

}  // namespace hf
