// The feed's settings and what it publishes: events as they are read, and heartbeats.
//
//     const auto hooks = feed_hooks(codec, clock, origin, FeedShows::everything);
//     FeedPublisher feed(context, feed_options(configuration, trust), hooks, positions);
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

// All subscribers get the same messages. Where some of them may not see what is confidential, nobody gets that here.
enum class FeedShows : std::uint8_t { everything, nothing_confidential };

FeedPublisher::Options feed_options(const Configuration& configuration, const Trust& trust);
// The codec and the clock must outlive the hooks.
FeedPublisher::Hooks feed_hooks(const Codec& codec, const Clock& clock, FeedOrigin origin, FeedShows shows);

}  // namespace hf
