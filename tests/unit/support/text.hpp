// Writes described values, events and states as text, for tests to compare and print.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/domain/state/state.hpp"

namespace hf {

// For GoogleTest's messages.
template <class Tag>
void PrintTo(const Identifier<Tag>& id, std::ostream* out) {
    *out << id.value;
}

}  // namespace hf

namespace hf::testing {

// For example {template_id: "small", machine_count: 2}.
std::string text_of(const TypeInfo& type, const void* value);

template <Described T>
std::string text_of(const T& value) {
    return text_of(type_of<T>, &value);
}

// For example RequestStarted {request_id: "req-1"}.
std::string text_of(const Event& event);
std::vector<std::string> texts_of(const Events& events);

// The whole state in a fixed order, including what is not on the wire.
std::string text_of(const State& state);

}  // namespace hf::testing
