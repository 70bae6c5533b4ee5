// Output: what an answer looks like, for people or for programs.
#pragma once

#include <array>
#include <string>

#include "core/messages/codec.hpp"
#include "ctl/verbs.hpp"

namespace hf::ctl {

enum class Format : std::uint8_t { table, wide, json, yaml, name };
constexpr auto names_of(Format) { return std::to_array<std::string_view>({"table", "wide", "json", "yaml", "name"}); }

// The answer as it is; fields in their order, times as RFC 3339. An indent of -1 is all on one line.
std::string as_json(const Value& value, const TypeInfo& type, const Codec& codec, int indent);
std::string as_yaml(const Value& value, const TypeInfo& type, const Codec& codec);

// A list as a table, anything else field by field. The columns may be none: then what there is.
std::string as_table(const Value& value, const TypeInfo& type, const std::vector<Column>& columns, Timestamp now,
                     bool wide = false);

// The id of each item, or of the one thing: a line each, for pipes. Nothing where it has none.
std::string as_names(const Value& value, const TypeInfo& type, const std::vector<Column>& columns);

std::string rendered(Format format, const Value& value, const TypeInfo& type, const std::vector<Column>& columns,
                     const Codec& codec, Timestamp now);

// To standard output. False when nobody reads it any more, which is no error of ours;
// throws std::system_error when it can't be written for another reason.
bool print(const std::string& text);

}  // namespace hf::ctl
