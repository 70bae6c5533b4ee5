// Converts a described struct to a Value and back, for data that is kept as a map because only its
// owner knows its fields (a provider's configuration).
//
//     ValueMap map = to_map(settings);
//     if (auto problem = from_map(map, settings)) …   // what is wrong, and where
#pragma once

#include "core/messages/decoder.hpp"

namespace hf {

Value to_value(const TypeInfo& type, const void* object);

template <Described T>
ValueMap to_map(const T& object) {
    return std::get<ValueMap>(to_value(type_of<T>, &object).data);
}

template <Described T>
std::optional<Problem> from_map(const ValueMap& map, T& object) {
    Decoder decoder(type_of<T>, &object);
    write(map, decoder);
    return decoder.problem();
}

}  // namespace hf
