#include "core/domain/history/event.hpp"

#include <array>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "core/messages/confidential.hpp"

namespace hf {
namespace {

struct EventDecoding {
    Event (*make)();
    const TypeInfo* type;
    std::uint32_t schema;
    std::vector<std::string> confidential;
};

template <std::size_t... I>
std::unordered_map<std::string_view, EventDecoding> table(std::index_sequence<I...>) {
    return {{std::variant_alternative_t<I, Event>::describe.name,
             {[] { return Event(std::in_place_index<I>); }, &type_of<std::variant_alternative_t<I, Event>>,
              schema_of<std::variant_alternative_t<I, Event>>(),
              confidential_fields(type_of<std::variant_alternative_t<I, Event>>)}}...};
}

const auto& event_types() {
    static const auto types = table(std::make_index_sequence<std::variant_size_v<Event>>{});
    return types;
}

template <std::size_t... I>
std::array<bool, category_count> confidential_categories(std::index_sequence<I...>) {
    std::array<bool, category_count> found{};
    ((found[static_cast<std::size_t>(std::variant_alternative_t<I, Event>::category)] |=
      !confidential_fields(type_of<std::variant_alternative_t<I, Event>>).empty()),
     ...);
    return found;
}

// So that events of requests and machines, which are most of all, need not be looked up by their type.
bool has_confidential_types(Category category) {
    static const auto found = confidential_categories(std::make_index_sequence<std::variant_size_v<Event>>{});
    return found[static_cast<std::size_t>(category)];
}

const EventDecoding& event_type(const RecordedEvent& recorded) {
    const auto it = event_types().find(recorded.type);
    if (it == event_types().end())
        throw std::runtime_error(
            fmt::format("event {} is a {}, which this version doesn't know", recorded.position, recorded.type));
    if (recorded.schema > it->second.schema)
        throw std::runtime_error(fmt::format("event {} ({}) has schema {}; this version reads {}", recorded.position,
                                             recorded.type, recorded.schema, it->second.schema));
    return it->second;
}

[[noreturn]] void cannot_read(const RecordedEvent& recorded, std::string_view why) {
    throw std::runtime_error(fmt::format("event {} ({}) can't be read: {}", recorded.position, recorded.type, why));
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Event::Event(const Event& other) = default;
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(const Event& other) = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

Category category_of(const Event& event) {
    return std::visit([](const auto& e) { return e.category; }, event);
}

const std::string& stream_of(const Event& event) {
    return std::visit([](const auto& e) -> const std::string& { return e.stream(); }, event);
}

std::string_view type_name_of(const Event& event) {
    return std::visit([](const auto& e) { return e.describe.name; }, event);
}

RecordedEvent record(const NumberedEvent& placed, const Codec& codec) {
    const auto& [meta, event] = placed;
    return {.position = meta.position,
            .category = category_of(event),
            .category_position = meta.category_position,
            .stream = stream_of(event),
            .stream_version = meta.stream_version,
            .previous = meta.previous,
            .type = std::string(type_name_of(event)),
            .schema = std::visit([]<class E>(const E&) { return schema_of<E>(); }, event),
            .time = meta.time,
            .command_id = meta.command_id,
            .correlation_id = meta.correlation_id,
            .traceparent = unless_empty(meta.traceparent),
            .principal = unless_empty(meta.principal),
            .on_behalf_of = unless_empty(meta.on_behalf_of),
            .data = {std::visit([&](const auto& e) { return codec.encode(e); }, event)}};
}

bool has_confidential_fields(const RecordedEvent& recorded) {
    return has_confidential_types(recorded.category) && !event_type(recorded).confidential.empty();
}

void withhold(RecordedEvent& recorded, const Codec& codec) {
    if (!has_confidential_fields(recorded)) return;
    const auto& type = event_type(recorded);
    auto facts = type.make();
    void* target = std::visit([](auto& e) -> void* { return &e; }, facts);
    if (const auto problem = codec.decode(recorded.data.msgpack, *type.type, target, UnknownFields::ignore))
        cannot_read(recorded, fmt::format("{} {}", problem->path, problem->message));
    recorded.data.msgpack = codec.encode_withholding(*type.type, target);
    recorded.withheld = type.confidential;
}

void upcast(RecordedEvent& recorded, const Codec& codec, const Upcasters& upcasters) {
    const auto current = event_type(recorded).schema;
    if (recorded.schema == current) return;
    ValueMap data;
    if (const auto problem = codec.decode(recorded.data.msgpack, data, UnknownFields::ignore))
        cannot_read(recorded, fmt::format("{} {}", problem->path, problem->message));
    try {
        data = upcasters.upcast(recorded.type, recorded.schema, current, std::move(data));
    } catch (const std::exception& e) {
        cannot_read(recorded, e.what());
    }
    recorded.data.msgpack = codec.encode(data);
    recorded.schema = current;
}

NumberedEvent restore(const RecordedEvent& recorded, const Codec& codec, const Upcasters& upcasters) {
    const auto& type = event_type(recorded);
    if (recorded.schema < type.schema) {
        auto current = recorded;
        upcast(current, codec, upcasters);
        return restore(current, codec, upcasters);
    }
    NumberedEvent placed{
        {recorded.position, recorded.category_position, recorded.stream_version, recorded.previous, recorded.time,
         recorded.command_id, recorded.correlation_id, recorded.traceparent.value_or(""),
         recorded.principal.value_or(""), recorded.on_behalf_of.value_or("")},
        type.make()};
    void* target = std::visit([](auto& e) -> void* { return &e; }, placed.event);
    if (const auto problem = codec.decode(recorded.data.msgpack, *type.type, target, UnknownFields::ignore))
        cannot_read(recorded, fmt::format("{} {}", problem->path, problem->message));
    return placed;
}

}  // namespace hf
