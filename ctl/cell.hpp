// A value as one cell of a table: short, for people.
#pragma once

#include <string>

#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"

namespace hf::ctl {

// `type` tells a time from a number; null where it isn't known. Nothing is "".
std::string cell(const Value& value, const TypeInfo* type, Timestamp now);

// "42s", "7m", "3h", "12d": how long ago.
std::string age(Timestamp moment, Timestamp now);

// RFC 3339 to the second, in the zone of the user: "2026-03-01T12:00:00+01:00".
std::string local_time(Timestamp moment);

// The field of a map; a null value when there is none.
const Value& member(const Value& map, std::string_view name);

// The field of an object's type, or null.
const FieldInfo* field_of(const TypeInfo* type, std::string_view name);

}  // namespace hf::ctl
