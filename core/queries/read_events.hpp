// ReadEvents: how a subscriber gets exactly what it missed (P8).
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct EventsRead {
    std::vector<RecordedEvent> events;
    bool has_more = false;

    static constexpr auto describe =
        message("EventsRead", "Events in order, as they were on the feed.",
                field<&EventsRead::events>("events", "those after the position that was given, without gaps"),
                field<&EventsRead::has_more>("has_more", "ask again, after the last of these"));
};

struct ReadEvents {
    using Result = EventsRead;
    Position after{};
    std::uint32_t limit = 100;

    static constexpr auto describe =
        message("ReadEvents", "Events after a position; 0 for all there ever were.",
                field<&ReadEvents::after>("after", "the position of the last event that the caller has"),
                field<&ReadEvents::limit>("limit", "most events in the answer, which is bounded in bytes, too")
                    .optional()
                    .between(1, 10'000));
};

Answer<EventsRead> answer(const ReadEvents& query, const Sources& sources);

}  // namespace hf
