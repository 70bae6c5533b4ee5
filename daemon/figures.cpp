#include "daemon/figures.hpp"

namespace hf {

Counters counters_of(const SocketStatistics& socket) {
    return {{"received", socket.received},
            {"replied", socket.replied},
            {"undeliverable", socket.undeliverable},
            {"busy", socket.busy},
            {"own_routing_id", socket.named},
            {"malformed", socket.malformed},
            {"too_large", socket.too_large},
            {"failed", socket.failed},
            {"connections", socket.connections},
            {"disconnections", socket.disconnections},
            {"handshake_failures", socket.handshake_failures},
            {"turned_away", socket.turned_away}};
}

Counters counters_of(const FeedPublisher::Statistics& feed) {
    return {{"events", feed.events},     {"heartbeats", feed.heartbeats}, {"failed", feed.failed},
            {"left_out", feed.left_out}, {"overflows", feed.overflows},   {"subscribers", feed.socket.connected()}};
}

FeedFigures figures_of(const FeedPublisher::Statistics& feed) {
    return {feed.events, feed.heartbeats, feed.failed, feed.left_out, feed.overflows, feed.socket.connected()};
}

}  // namespace hf
