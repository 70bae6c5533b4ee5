// FillingDisk: the room on a simulated disk. Now and then somebody else takes most of it for up to an hour, every other
// time so much that there is no room for what ends costs either, and then perhaps all of it.
//
//     FillingDisk disk(weather, random, trace);
//     disk.minute();
//     if (disk.is_full()) throw StoreError("the disk is full");
//
// Used by one thread.
#pragma once

#include "core/ports/disk_room.hpp"
#include "tests/simulation/chance/weather.hpp"
#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {

class FillingDisk final : public DiskRoom {
public:
    static constexpr std::uint64_t reserve = 1000;  // as the site is configured

    FillingDisk(const Weather& weather, Randomness random, Trace& trace)
        : weather_(weather), random_(random), trace_(trace) {}

    [[nodiscard]] std::optional<std::uint64_t> free_bytes() const override { return free_; }
    [[nodiscard]] bool is_full() const { return free_ == 0; }
    // Whether what is left is for the daemon's own records alone.
    [[nodiscard]] bool is_scarce() const { return free_ < reserve / 4; }
    // Which shortage there is now, from 1 on; 0: there is room for everything.
    [[nodiscard]] std::uint32_t shortage() const { return free_ < reserve ? shortages_ : 0; }

    void minute() {
        if (free_ < reserve) {
            if (--minutes_left_ == 0 || weather_.disk_fills == 0) return set(plenty, "has room again");
            if (!is_full() && random_.below(10) == 0) set(0, "is full");
            return;
        }
        if (!random_.per_mille(weather_.disk_fills)) return;
        ++shortages_;
        minutes_left_ = random_.from_to(1, 60);
        shortages_ % 2 == 1 ? set(reserve / 2, "is nearly full") : set(reserve / 8, "has next to nothing left");
    }

private:
    static constexpr std::uint64_t plenty = 100 * reserve;

    void set(std::uint64_t free, std::string_view how) {
        free_ = free;
        trace_.say("disk", "{}", how);
    }

    const Weather& weather_;
    Randomness random_;
    Trace& trace_;
    std::uint64_t free_ = plenty;
    std::uint32_t shortages_ = 0;
    std::uint32_t minutes_left_ = 0;
};

}  // namespace hf::simulation
