#include "daemon/figures.hpp"

namespace hf {

FeedFigures figures_of(const FeedPublisher::Statistics& feed) {
    return {feed.events, feed.heartbeats, feed.failed, feed.left_out, feed.overflows, feed.socket.connected()};
}

}  // namespace hf
