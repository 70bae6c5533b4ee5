// What tests compare and print: described values, events and states in words.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/domain/state/state.hpp"

namespace hf {

// For what GoogleTest prints.
template <class Tag>
void PrintTo(const Identifier<Tag>& id, std::ostream* out) {
    *out << id.value;
}

}  // namespace hf

namespace hf::testing {

// {template_id: "small", machine_count: 2}
std::string text_of(const TypeInfo& type, const void* value);

template <Described T>
std::string text_of(const T& value) {
    return text_of(type_of<T>, &value);
}

// RequestStarted {request_id: "req-1"}
std::string text_of(const Event& event);
std::vector<std::string> texts_of(const Events& events);

// All of it, in an order of its own, what is not on the wire included.
std::string text_of(const State& state);

}  // namespace hf::testing
