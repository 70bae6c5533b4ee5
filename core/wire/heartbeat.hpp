// HeartbeatMessage: the feed's periodic message with its positions, so that a subscriber knows
// within one interval that it missed something (P8).
#pragma once

#include "core/domain/values/identifiers.hpp"
#include "core/messages/describe.hpp"

namespace hf {

inline constexpr std::string_view heartbeat_topic = "$heartbeat";

struct HeartbeatMessage {
    std::uint32_t v = 1;
    Position position{};
    std::map<std::string, Position, std::less<>> category_positions;
    std::string store_id;
    Timestamp started_at;
    Timestamp time;
    std::optional<std::uint32_t> interval_ms{};

    static constexpr auto describe = message(
        "Heartbeat", "Where the feed stands.", field<&HeartbeatMessage::v>("v", "version of the protocol"),
        field<&HeartbeatMessage::position>("position", "of the last event published"),
        field<&HeartbeatMessage::category_positions>("category_positions", "of the last event of each category"),
        field<&HeartbeatMessage::store_id>("store_id", "another id is another history"),
        field<&HeartbeatMessage::started_at>("started_at", "when this daemon started"),
        field<&HeartbeatMessage::time>("time", "now"),
        field<&HeartbeatMessage::interval_ms>("interval_ms", "the next one comes this many milliseconds later"));
};

}  // namespace hf
