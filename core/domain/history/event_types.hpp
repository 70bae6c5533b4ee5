// EventType: the declaration of one type of event, for Describe and the reference.
#pragma once

#include <span>

#include "core/domain/history/event.hpp"

namespace hf {

struct EventType {
    std::string_view name;
    std::string_view help;
    Category category{};
    std::uint32_t schema{};
    const TypeInfo* data = nullptr;
};

// Every alternative of Event, in the order of the variant.
std::span<const EventType> every_event_type();

}  // namespace hf
