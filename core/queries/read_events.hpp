// ReadEvents: lets a subscriber read exactly what it missed (P8).
//
// An answer is bounded in events, in bytes, and in the number of events that are looked at, because
// other queries wait meanwhile. So an answer with filters may hold few events or none without being
// at the end: its position says how far it has come, and where to continue. The same holds where the caller doesn't see
// everything: what he may not see is looked at, and left out.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct EventsRead {
    std::vector<RecordedEvent> events;
    Position position{};
    bool has_more = false;
    std::string store_id;
    bool own_only = false;

    static constexpr auto describe = message(
        "EventsRead", "Events in order, as they were on the feed.",
        field<&EventsRead::events>("events", "those after the position that was given, without gaps but for filters"),
        field<&EventsRead::position>("position", "the last position that was looked at; to go on, ask after it"),
        field<&EventsRead::has_more>("has_more", "the store goes on after that position"),
        field<&EventsRead::store_id>("store_id", "another id is another history"),
        field<&EventsRead::own_only>("own_only",
                                     "true: those of others' requests and machines are left out, so that positions and "
                                     "category positions have gaps (security.visibility)")
            .optional());
};

struct ReadEvents {
    using Result = EventsRead;
    static constexpr auto role = Role::viewer;
    Position after{};
    std::uint32_t limit = 100;
    std::optional<std::vector<Category>> categories{};
    std::optional<std::vector<std::string>> types{};
    std::optional<std::string> stream{};
    std::optional<std::uint32_t> max_bytes{};

    static constexpr auto describe = message(
        "ReadEvents", "Events after a position; 0 for all there ever were.",
        field<&ReadEvents::after>("after", "the position of the last event that the caller has"),
        field<&ReadEvents::limit>("limit", "most events in the answer, which is bounded in bytes, too")
            .optional()
            .between(1, 10'000),
        field<&ReadEvents::categories>("categories", "only events of these; of each of them all").between(1, 4),
        field<&ReadEvents::types>("types", "only events of these types, like RequestCreated").between(1, 64),
        field<&ReadEvents::stream>("stream", "only events of the template, request, machine or provider of this id")
            .between(1, 128),
        field<&ReadEvents::max_bytes>("max_bytes",
                                      "the event that takes the data of all to this many bytes is the last one; never "
                                      "more than limits.reply_bytes")
            .between(1, 64 << 20));
};

Answer<EventsRead> answer(const ReadEvents& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
