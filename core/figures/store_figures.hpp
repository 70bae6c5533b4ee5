// StoreFigures: whether the store is whole, as far as reads and scrubs have found, how many outcomes it remembers, and
// the room on its disk, for GetStatus.
#pragma once

#include "core/figures/daemon_status.hpp"

namespace hf {

struct StoreFigures {
    std::uint64_t damaged_reads{};  // reads that met damage; the log says where
    std::uint64_t scrubs{};         // how often everything was read to its end
    std::uint64_t scrub_position{};
    std::uint64_t damaged_rows{};   // that the last scrub could not read, or the present one
    std::uint64_t first_damaged{};  // position of the first damaged event; 0: there is none
    std::uint64_t outcomes{};       // of commands, that the store remembers
    std::uint64_t most_outcomes{};
    std::uint64_t free_bytes{};  // on its disk
    std::uint64_t min_free_bytes{};
    std::uint64_t short_of_room{};     // 1 while new commands are refused for want of room
    std::uint64_t log_bytes{};         // in the write-ahead log
    std::uint64_t oldest_reader_s{};   // for how long a reader has kept the log from being emptied
    std::uint64_t last_backup_s{};     // when, in seconds since 1970; 0: never
    std::uint64_t refused_for_room{};  // commands

    [[nodiscard]] Counters counters() const {
        Counters counters{{"damaged_reads", damaged_reads},       {"scrubs", scrubs},
                          {"scrub_position", scrub_position},     {"damaged_rows", damaged_rows},
                          {"first_damaged", first_damaged},       {"outcomes", outcomes},
                          {"most_outcomes", most_outcomes},       {"free_bytes", free_bytes},
                          {"min_free_bytes", min_free_bytes},     {"short_of_room", short_of_room},
                          {"refused_for_room", refused_for_room}, {"log_bytes", log_bytes},
                          {"oldest_reader_s", oldest_reader_s}};
        // What never was has no time.
        if (last_backup_s > 0) counters["last_backup_s"] = last_backup_s;
        return counters;
    }
};

}  // namespace hf
