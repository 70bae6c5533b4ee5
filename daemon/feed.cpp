#include "daemon/feed.hpp"

#include "core/domain/history/event.hpp"
#include "core/wire/heartbeat.hpp"

namespace hf {

FeedPublisher::Options feed_options(const Configuration& configuration, const Trust& trust) {
    FeedPublisher::Options options;
    options.listen = trust.listen_on(configuration.endpoints, &Endpoints::events, configuration.limits);
    options.listen.keepalive = std::chrono::seconds{configuration.peers.keepalive_s};
    options.heartbeat_interval = std::chrono::milliseconds{configuration.feed.heartbeat_ms};
    return options;
}

FeedPublisher::Hooks feed_hooks(const Codec& codec, const Clock& clock, FeedOrigin origin, FeedShows shows) {
    const auto heartbeat = [&codec, &clock, origin = std::move(origin)](const FeedPublisher::Positions& at) {
        HeartbeatMessage message;
        message.position = at.position;
        for (std::size_t i = 0; i < category_count; ++i)
            message.category_positions.emplace(enum_names<Category>[i], at.categories[i]);
        message.store_id = origin.store_id;
        message.started_at = origin.started_at;
        message.time = clock.now();
        message.interval_ms = origin.heartbeat_ms;
        return codec.encode(message);
    };
    const auto encode = [&codec, shows](const RecordedEvent& event) {
        if (shows == FeedShows::everything || !has_confidential_fields(event)) return codec.encode(event);
        auto open = event;
        withhold(open, codec);
        return codec.encode(open);
    };
    return {encode, heartbeat};
}

}  // namespace hf
