// EventMeta: where and when an event stands. Everything of a RecordedEvent but its facts.
#pragma once

#include <string>

#include "core/domain/values/identifiers.hpp"
#include "core/messages/timestamp.hpp"

namespace hf {

struct EventMeta {
    Position position{};
    std::uint64_t category_position{};
    Version stream_version{};
    Position previous{};  // of the stream's event before this one; 0: this one is the first
    Timestamp time;
    std::string command_id;
    std::string correlation_id;
    std::string traceparent{};  // empty: none
};

}  // namespace hf
