// JSON text that other programs have written, or will read, as values. Providers read JSON here alone: text of any
// shape becomes a value or an error, and never an exception.
//
//     const auto answer = value_of_json(body);
//     if (!answer) fail(answer.error());  // "line 1, column 7: syntax error …"
//     if (const auto* id = text_at(*answer, {"Parameter", "Value"})) use(*id);
//
//     const auto record = struct_of_json<CreateRequest>(text);  // with all its fields; further ones are ignored
//     if (!record) fail(record.error());                        // "index must be a number, not \"x\""
//
// Pure functions, for any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/messages/describe.hpp"
#include "core/messages/value.hpp"

namespace hf {

tl::expected<Value, std::string> value_of_json(std::string_view text);

// Returns the string at the end of a path of keys; null, if anything else is there, or nothing.
const std::string* text_at(const Value& value, std::initializer_list<std::string_view> path);

// Reads the text into a described struct. Returns nothing, or what is wrong; then the struct is half filled.
std::optional<std::string> read_json(std::string_view text, const TypeInfo& type, void* target);

template <Described T>
tl::expected<T, std::string> struct_of_json(std::string_view text) {
    T result;
    if (auto wrong = read_json(text, type_of<T>, &result)) return tl::make_unexpected(std::move(*wrong));
    return result;
}

// Returns the map as JSON: on one line, or indented by this many blanks. Bytes that are no UTF-8 become U+FFFD.
std::string json_of(const ValueMap& map, int indent = -1);

}  // namespace hf
