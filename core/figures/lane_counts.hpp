// LaneCounts: what a provider's lane has counted since it began, for GetStatus and GetStatistics.
#pragma once

#include "core/figures/daemon_statistics.hpp"
#include "core/figures/daemon_status.hpp"

namespace hf {

struct LaneCounts {
    std::uint64_t calls_answered{};
    std::uint64_t calls_failed{};
    std::uint64_t launches_failed{};
    std::uint64_t machines_launched{};
    std::uint64_t machines_failed{};
    std::uint64_t strangers_terminated{};
    std::uint64_t machines_watched{};  // now, and likewise below
    std::uint64_t requests_waiting{};
    std::uint64_t held{};         // 1: nothing is ended there
    std::uint64_t quarantined{};  // 1: it is only asked
    std::uint64_t launches_unsettled{};

    [[nodiscard]] Counters counters() const {
        return {{"calls_answered", calls_answered},
                {"calls_failed", calls_failed},
                {"launches_failed", launches_failed},
                {"machines_launched", machines_launched},
                {"machines_failed", machines_failed},
                {"strangers_terminated", strangers_terminated},
                {"machines_watched", machines_watched},
                {"requests_waiting", requests_waiting},
                {"held", held},
                {"quarantined", quarantined},
                {"launches_unsettled", launches_unsettled}};
    }
    [[nodiscard]] LaneFigures figures() const {
        return {calls_answered + calls_failed,
                calls_failed,
                requests_waiting,
                machines_watched,
                held,
                quarantined,
                launches_unsettled};
    }
};

}  // namespace hf
