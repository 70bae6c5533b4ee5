// GetStatistics: what the daemon has done since its start, for observing its performance.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct GetStatistics {
    using Result = DaemonStatistics;
    static constexpr auto role = Role::viewer;

    static constexpr auto describe =
        message("GetStatistics", "What the daemon has done since it started: counts, latencies, queues.");
};

Answer<DaemonStatistics> answer(const GetStatistics& query, const QueryContext& context);

}  // namespace hf
