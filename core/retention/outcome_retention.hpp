// OutcomeRetention: forgets the outcomes of commands in the store, by number and by age, so that what clients ask
// does not fill the disk.
//
//     OutcomeRetention outcomes(store, clock, limits.remembered_commands, std::chrono::hours{168});
//     outcomes.step();  // every second, say
//
// How old an outcome is, is known from when it was first seen here: those of before the start count from the start.
//
// Used by one thread, but for remembered(). Errors: StoreError.
#pragma once

#include <atomic>
#include <deque>

#include "core/ports/clock.hpp"
#include "core/ports/event_store.hpp"

namespace hf {

class OutcomeRetention {
public:
    OutcomeRetention(EventStore& store, const Clock& clock, std::uint64_t count, std::chrono::hours age)
        : store_(store), clock_(clock), count_(count), age_(age) {}

    void step();

    // How many there were after the last step; to be asked by any thread.
    [[nodiscard]] std::uint64_t remembered() const { return remembered_; }

private:
    // The outcomes up to `newest` were there at that time.
    struct Mark {
        std::chrono::steady_clock::time_point at;
        OutcomeNumber newest{};
    };
    static constexpr int marks = 64;  // so an outcome is kept for up to a 64th longer than it must

    // Learns which outcomes an earlier run has forgotten.
    void begin();
    void forget(OutcomeNumber last);
    void mark();
    [[nodiscard]] OutcomeNumber too_old();

    EventStore& store_;
    const Clock& clock_;
    const std::uint64_t count_;
    const std::chrono::hours age_;
    std::deque<Mark> marks_;
    OutcomeNumber forgotten_ = 0;
    std::atomic<std::uint64_t> remembered_ = 0;
    bool has_begun_ = false;
};

}  // namespace hf
