#include "daemon/figures.hpp"

namespace hf {

Counters counters_of(const SocketStatistics& socket) {
    return {{"received", socket.received},
            {"replied", socket.replied},
            {"undeliverable", socket.undeliverable},
            {"malformed", socket.malformed},
            {"too_large", socket.too_large},
            {"failed", socket.failed},
            {"connections", socket.connections},
            {"disconnections", socket.disconnections},
            {"handshake_failures", socket.handshake_failures}};
}

Counters counters_of(const FeedPublisher::Statistics& feed) {
    return {{"events", feed.events},     {"heartbeats", feed.heartbeats}, {"failed", feed.failed},
            {"left_out", feed.left_out}, {"overflows", feed.overflows},   {"subscribers", feed.socket.connected()}};
}

FeedFigures figures_of(const FeedPublisher::Statistics& feed) {
    return {feed.events, feed.heartbeats, feed.failed, feed.left_out, feed.overflows, feed.socket.connected()};
}

std::map<std::string, LaneFigures, std::less<>> lane_figures_of(
    const std::map<std::string, Counters, std::less<>>& counters) {
    constexpr std::string_view prefix = "provider.";
    std::map<std::string, LaneFigures, std::less<>> figures;
    for (const auto& [part, counts] : counters) {
        if (!part.starts_with(prefix)) continue;
        const auto count = [&counts = counts](std::string_view name) {
            const auto it = counts.find(name);
            return it == counts.end() ? 0 : it->second;
        };
        const auto failures = count("calls_failed");
        figures.emplace(part.substr(prefix.size()), LaneFigures{count("calls_answered") + failures, failures,
                                                                count("requests_waiting"), count("machines_watched")});
    }
    return figures;
}

}  // namespace hf
