// Output: what an answer looks like, for people or for programs.
#pragma once

#include <array>
#include <string>

#include "core/ports/codec.hpp"
#include "ctl/verbs.hpp"

namespace hf::ctl {

enum class Format : std::uint8_t { table, json, yaml };
constexpr auto names_of(Format) { return std::to_array<std::string_view>({"table", "json", "yaml"}); }

// The answer as it is; fields in their order, times as RFC 3339.
std::string as_json(const Value& value, const TypeInfo& type, const Codec& codec, int indent);
std::string as_yaml(const Value& value, const TypeInfo& type, const Codec& codec);

// A list as a table, anything else field by field.
std::string as_table(const Value& value, const TypeInfo& type, const std::vector<Column>& columns, Timestamp now);

std::string rendered(Format format, const Value& value, const TypeInfo& type, const std::vector<Column>& columns,
                     const Codec& codec, Timestamp now);

// To standard output. False when nobody reads it any more, which is no error of ours;
// throws std::system_error when it can't be written for another reason.
bool print(const std::string& text);

}  // namespace hf::ctl
