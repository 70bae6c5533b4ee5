#include "core/domain/event.hpp"

#include <array>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace hf {
namespace {

struct EventType {
    Event (*make)();
    const TypeInfo* type;
};

template <std::size_t... I>
std::unordered_map<std::string_view, EventType> table(std::index_sequence<I...>) {
    return {{std::variant_alternative_t<I, Event>::describe.name,
             {[] { return Event(std::in_place_index<I>); }, &type_of<std::variant_alternative_t<I, Event>>}}...};
}

const auto& event_types() {
    static const auto types = table(std::make_index_sequence<std::variant_size_v<Event>>{});
    return types;
}

}  // namespace

Category category_of(const Event& event) {
    return std::visit([](const auto& e) { return e.category; }, event);
}

const std::string& stream_of(const Event& event) {
    return std::visit([](const auto& e) -> const std::string& { return e.stream(); }, event);
}

std::string_view type_name_of(const Event& event) {
    return std::visit([](const auto& e) { return e.describe.name; }, event);
}

RecordedEvent record(const PlacedEvent& placed, const Codec& codec) {
    const auto& [meta, event] = placed;
    return {.position = meta.position,
            .category = category_of(event),
            .category_position = meta.category_position,
            .stream = stream_of(event),
            .stream_version = meta.stream_version,
            .type = std::string(type_name_of(event)),
            .schema = event_schema,
            .time = meta.time,
            .command_id = meta.command_id,
            .correlation_id = meta.correlation_id,
            .data = {std::visit([&](const auto& e) { return codec.encode(e); }, event)}};
}

PlacedEvent restore(const RecordedEvent& recorded, const Codec& codec) {
    const auto it = event_types().find(recorded.type);
    if (it == event_types().end())
        throw std::runtime_error(
            fmt::format("event {} is a {}, which this version doesn't know", recorded.position, recorded.type));
    if (recorded.schema != event_schema)
        throw std::runtime_error(fmt::format("event {} ({}) has schema {}; this version reads {}", recorded.position,
                                             recorded.type, recorded.schema, event_schema));
    PlacedEvent placed{{recorded.position, recorded.category_position, recorded.stream_version, recorded.time,
                        recorded.command_id, recorded.correlation_id},
                       it->second.make()};
    void* target = std::visit([](auto& e) -> void* { return &e; }, placed.event);
    if (const auto problem = codec.decode(recorded.data.msgpack, *it->second.type, target, UnknownFields::ignore))
        throw std::runtime_error(fmt::format("event {} ({}) can't be read: {} {}", recorded.position, recorded.type,
                                             problem->path, problem->message));
    return placed;
}

}  // namespace hf
