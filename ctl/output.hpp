// Output: formats an answer for people or for programs.
#pragma once

#include <array>
#include <string>

#include "core/messages/codec.hpp"
#include "ctl/present.hpp"
#include "ctl/verbs.hpp"

namespace hf::ctl {

enum class Format : std::uint8_t { table, wide, json, yaml, name };
constexpr auto names_of(Format) { return std::to_array<std::string_view>({"table", "wide", "json", "yaml", "name"}); }

// The answer unchanged; fields in their order, times as RFC 3339. With an indent of -1 it is one line.
std::string as_json(const Value& value, const TypeInfo& type, const Codec& codec, int indent);
std::string as_yaml(const Value& value, const TypeInfo& type, const Codec& codec);

// A list as a table, anything else field by field. Without columns, every field gets one. With `short_ids` a table has
// the ends of ids alone (short_id.hpp).
std::string as_table(const Value& value, const TypeInfo& type, const std::vector<Column>& columns, const Present& now,
                     bool wide = false, bool short_ids = false);

// The id of each item, or of the one thing, a line each, for pipes. Empty if there is no id.
std::string as_names(const Value& value, const TypeInfo& type, const std::vector<Column>& columns);

std::string rendered(Format format, const Value& value, const TypeInfo& type, const std::vector<Column>& columns,
                     const Codec& codec, const Present& now);

// Prints to standard output. Returns false if the reader has closed it, which is no error; throws
// std::system_error if writing fails for another reason.
bool print(const std::string& text);

}  // namespace hf::ctl
