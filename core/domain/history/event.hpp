// Event: any fact of the domain. A new one is written in its aggregate's *_events.hpp, which has its struct, its
// evolve() and the list that it stands in, and in *_evolve.cpp, which has what it does.
#pragma once

#include <variant>

#include "core/domain/history/recorded_event.hpp"
#include "core/domain/history/upcasters.hpp"
#include "core/domain/machine/machine_events.hpp"
#include "core/domain/provider/provider_events.hpp"
#include "core/domain/request/launch_events.hpp"
#include "core/domain/request/request_events.hpp"
#include "core/domain/template/template_events.hpp"
#include "core/domain/values/event_meta.hpp"
#include "core/messages/codec.hpp"

namespace hf {

template <class... Lists>
struct Joined;
template <class... E>
struct Joined<std::variant<E...>> {
    using type = std::variant<E...>;
};
template <class... E, class... F, class... More>
struct Joined<std::variant<E...>, std::variant<F...>, More...> : Joined<std::variant<E..., F...>, More...> {};

using AnyEvent = Joined<TemplateEvents, RequestEvents, LaunchEvents, MachineEvents, ProviderEvents>::type;

// A class and not the bare variant, so that copying, moving and destroying one of three dozen types is
// compiled once, and not in every source file that holds an event.
struct Event : AnyEvent {
    template <class E>
    requires(!std::is_base_of_v<AnyEvent, E> && std::is_constructible_v<AnyEvent, std::in_place_type_t<E>, E>)
        Event(E event)
        : AnyEvent(std::in_place_type<E>, std::move(event)) {}
    template <std::size_t I>
    explicit Event(std::in_place_index_t<I> index) : AnyEvent(index) {}
    Event(const Event& other);
    Event(Event&& other) noexcept;
    Event& operator=(const Event& other);
    Event& operator=(Event&& other) noexcept;
    ~Event();
};

using Events = std::vector<Event>;

// An event with its place in the one order of all events.
struct NumberedEvent {
    EventMeta meta;
    Event event;
};

// The schema version of an event that declares no other one (`static constexpr std::uint32_t schema = 2;`). Older data
// is upcast when it is read.
inline constexpr std::uint32_t event_schema = 1;

template <class E>
constexpr std::uint32_t schema_of() {
    if constexpr (requires { E::schema; })
        return E::schema;
    else
        return event_schema;
}

Category category_of(const Event& event);
const std::string& stream_of(const Event& event);
std::string_view type_name_of(const Event& event);

RecordedEvent record(const NumberedEvent& placed, const Codec& codec);
// Throws std::runtime_error, with the position, for a type, a schema or data that this version can't read.
NumberedEvent restore(const RecordedEvent& recorded, const Codec& codec,
                      const Upcasters& upcasters = released_upcasters());
// Leaves out of the data what is declared confidential, and says so (`withheld`). An event of a type without such
// fields keeps its bytes. The data must be of the current schema. Throws as restore() does.
void withhold(RecordedEvent& recorded, const Codec& codec);
// Whether withhold() would leave anything out. It follows from the type.
bool has_confidential_fields(const RecordedEvent& recorded);
// Brings the data of an older schema to the current one. Throws as restore() does.
void upcast(RecordedEvent& recorded, const Codec& codec, const Upcasters& upcasters = released_upcasters());

}  // namespace hf

template <>
struct std::variant_size<hf::Event> : std::variant_size<hf::AnyEvent> {};
template <std::size_t I>
struct std::variant_alternative<I, hf::Event> : std::variant_alternative<I, hf::AnyEvent> {};
