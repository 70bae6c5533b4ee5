// JSON text that others have written, or will read, as values. The one place where a provider's adapter reads JSON:
// text of any shape is a value or an error, and never an exception.
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

// The string at the end of a path of keys; null where anything else is there, or nothing.
const std::string* text_at(const Value& value, std::initializer_list<std::string_view> path);

// Reads the text into a described struct; nothing: it is there now. Else what is wrong, and the struct is half filled.
std::optional<std::string> read_json(std::string_view text, const TypeInfo& type, void* target);

template <Described T>
tl::expected<T, std::string> struct_of_json(std::string_view text) {
    T result;
    if (auto wrong = read_json(text, type_of<T>, &result)) return tl::make_unexpected(std::move(*wrong));
    return result;
}

// Bytes that are no UTF-8 become U+FFFD. On one line, or indented by so many blanks.
std::string json_of(const ValueMap& map, int indent = -1);

}  // namespace hf
