// Converts the counters of the daemon's parts into the figures of GetStatus and GetStatistics.
#pragma once

#include "adapters/zeromq/feed_publisher.hpp"
#include "core/figures/daemon_statistics.hpp"
#include "core/figures/daemon_status.hpp"

namespace hf {

[[nodiscard]] Counters counters_of(const SocketStatistics& socket);
[[nodiscard]] Counters counters_of(const FeedPublisher::Statistics& feed);

[[nodiscard]] FeedFigures figures_of(const FeedPublisher::Statistics& feed);

}  // namespace hf
