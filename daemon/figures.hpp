// What the parts of the daemon count by themselves, in the words of GetStatistics.
#pragma once

#include "adapters/zeromq/feed_publisher.hpp"
#include "core/figures/daemon_statistics.hpp"
#include "core/figures/daemon_status.hpp"

namespace hf {

[[nodiscard]] Counters counters_of(const SocketStatistics& socket);
[[nodiscard]] Counters counters_of(const FeedPublisher::Statistics& feed);

[[nodiscard]] FeedFigures figures_of(const FeedPublisher::Statistics& feed);

}  // namespace hf
