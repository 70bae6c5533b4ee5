#include "core/domain/history/event_types.hpp"

#include <utility>

namespace hf {
namespace {

template <class E>
constexpr EventType event_type() {
    return {E::describe.name, E::describe.help, E::category, schema_of<E>(), &type_of<E>};
}

template <std::size_t... I>
constexpr auto all_of(std::index_sequence<I...>) {
    return std::array{event_type<std::variant_alternative_t<I, Event>>()...};
}

}  // namespace

std::span<const EventType> every_event_type() {
    static constexpr auto all = all_of(std::make_index_sequence<std::variant_size_v<Event>>{});
    return all;
}

}  // namespace hf
