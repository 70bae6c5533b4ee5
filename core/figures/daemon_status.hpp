// DaemonStatus: figures of the running daemon that are not in the events. Each part of the daemon
// fills in its own figures; GetStatus collects them.
#pragma once

#include <functional>

#include "core/figures/clock_step.hpp"

namespace hf {

using Counters = std::map<std::string, std::uint64_t, std::less<>>;

struct DaemonStatus {
    std::string version;
    std::string store_id;
    std::string store_directory;
    Timestamp started_at;
    std::map<std::string, Counters, std::less<>> counters;  // by part of the daemon: "commands", "feed", …
    std::vector<ClockStep> clock_steps{};                   // the last ones, the earliest first
};

}  // namespace hf
