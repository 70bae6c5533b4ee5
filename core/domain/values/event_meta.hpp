// EventMeta: the place of an event in the order of all events, its time, and its cause.
#pragma once

#include <string>

#include "core/domain/values/identifiers.hpp"
#include "core/messages/timestamp.hpp"

namespace hf {

struct EventMeta {
    Position position{};
    std::uint64_t category_position{};
    Version stream_version{};
    Position previous{};  // of the event before this one in its stream; 0: there is none
    Timestamp time;
    std::string command_id;
    std::string correlation_id;
    std::string traceparent{};  // empty: none
    std::string principal{};    // whose command caused it; empty where the site knew none, and for the daemon's own
    std::string on_behalf_of{};
};

}  // namespace hf
