// The feed's settings and what it publishes: events as they are read, and heartbeats.
//
//     FeedPublisher feed(context, feed_options(configuration, trust), feed_hooks(codec, clock, origin), positions);
#pragma once

#include "adapters/zeromq/feed_publisher.hpp"
#include "core/messages/codec.hpp"
#include "core/ports/clock.hpp"
#include "daemon/configuration.hpp"
#include "daemon/trust.hpp"

namespace hf {

// What a heartbeat says besides the positions, so that a subscriber notices another store or another start.
struct FeedOrigin {
    std::string store_id;
    Timestamp started_at;
    std::uint32_t heartbeat_ms{};
};

FeedPublisher::Options feed_options(const Configuration& configuration, const Trust& trust);
// The codec and the clock must outlive the hooks.
FeedPublisher::Hooks feed_hooks(const Codec& codec, const Clock& clock, FeedOrigin origin);

}  // namespace hf
