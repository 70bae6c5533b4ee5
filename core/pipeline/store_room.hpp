// StoreRoom: keeps the last of the store's disk for what must still be recorded. Below `least` free bytes new commands
// of clients are refused, but for those that end costs: these are taken as long as a quarter of the reserve is left.
// What launches and calls under way have come to is recorded as ever. Commands are taken again when there is a quarter
// more than the limit, so that a disk at the border does not have them refused and taken by turns.
//
//     StoreRoom room(disk, 128 << 20, log);
//     room.look();                                                        // four times a second, by its own thread
//     if (const auto refusal = room.refusal(ends_costs)) show(*refusal);  // of a new command
//
// look() is called by one thread, and takes as long as the file system does; everything else by any thread, and takes
// no lock. Where the disk does not say how full it is, commands are taken.
#pragma once

#include <atomic>

#include "core/errors/error.hpp"
#include "core/ports/disk_room.hpp"
#include "core/ports/log.hpp"

namespace hf {

class StoreRoom {
public:
    // `least` 0: commands are never refused.
    StoreRoom(const DiskRoom& disk, std::uint64_t least, Log& log) : disk_(disk), least_(least), log_(log) {}

    // With less than this a daemon does not begin with its work: what it writes at a start alone might fill the disk.
    // One that is at work keeps this much for what must be recorded.
    static constexpr std::uint64_t least_to_start(std::uint64_t least) { return least / 4; }

    void look();

    [[nodiscard]] bool is_short() const { return short_; }
    // The answer to a new command; nothing while there is room. `ends_costs`: somebody has less to pay for afterwards.
    [[nodiscard]] std::optional<Error> refusal(bool ends_costs) const {
        if (!short_ || (ends_costs && !scarce_)) [[likely]]
            return std::nullopt;
        return too_little(ends_costs);
    }
    [[nodiscard]] std::uint64_t free_bytes() const { return free_; }  // at the last look
    [[nodiscard]] std::uint64_t least_free_bytes() const { return least_; }
    [[nodiscard]] std::uint64_t refused() const { return refused_; }

private:
    // Whether there is too little now, where there was or was not before.
    static bool below(std::uint64_t least, std::uint64_t free, bool before) {
        return free < (before ? enough(least) : least);
    }
    static std::uint64_t enough(std::uint64_t least) { return least + least / 4; }
    void tell(bool was_short, bool was_scarce) const;
    [[nodiscard]] Error too_little(bool ends_costs) const;

    const DiskRoom& disk_;
    const std::uint64_t least_;
    Log& log_;
    std::atomic<bool> short_ = false;   // below the reserve
    std::atomic<bool> scarce_ = false;  // below the quarter of it that is for the daemon's own records
    std::atomic<std::uint64_t> free_ = 0;
    mutable std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace hf
