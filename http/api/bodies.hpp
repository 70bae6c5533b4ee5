// Bodies: JSON of HTTP to the fields of a message, and its result to JSON, by the message's own declaration.
//
//     auto body = body_of_json(R"({"template_id": "small"})", *message.type.body);   // or an Error
//     auto fields = body_of_parameters({{"limit", "10"}}, *message.type.body);
//     auto json = json_of_result(reply.result.msgpack, *message.type.result);
//
// Nothing is checked here that the daemon checks: it sees the fields as they were given, and answers as on ZeroMQ. Only
// what HTTP writes otherwise is converted: a time is RFC 3339 in JSON, and in a query everything is text.
//
// Pure; any thread may call these.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/errors/error.hpp"
#include "core/messages/type_info.hpp"
#include "http/wire/target.hpp"

namespace hf::http {

// An empty text is a body without fields.
Result<ValueMap> body_of_json(std::string_view text, const TypeInfo& type);

// A list is given by commas or by repeating the parameter, a map by its keys: tags.owner=maria. Unknown names are kept,
// for the daemon to refuse.
Result<ValueMap> body_of_parameters(const Parameters& parameters, const TypeInfo& type);

// Returns the value of a field that stands as text in a path.
Value value_of_text(std::string_view text, const TypeInfo& type);

// Times are RFC 3339, also in the data of events whose type is known. The error says what cannot be read.
tl::expected<nlohmann::ordered_json, std::string> json_of_result(std::string_view msgpack, const TypeInfo& type);

// What a message has where nothing is given: its fields with their defaults.
ValueMap defaults_of(const TypeInfo& type, const void* default_object);

}  // namespace hf::http
