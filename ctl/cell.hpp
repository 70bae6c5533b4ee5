// A value as one cell of a table: short, for people.
#pragma once

#include <optional>
#include <string>

#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"
#include "ctl/present.hpp"

namespace hf::ctl {

// Formats a value. `type` distinguishes a time from a number; null if the type is unknown. A time is shown
// by its distance from now ("7m", "in 7m"), or without a now as local_time(). A null value becomes "".
std::string cell(const Value& value, const TypeInfo* type, const std::optional<Present>& now);

// How long ago the moment was: "42s", "7m", "3h", "12d".
std::string age(Timestamp moment, Timestamp now);
inline std::string age(Timestamp moment, const Present& present) { return age(present.as_of_now(moment), present.now); }

// The time in RFC 3339, to the second, in the user's time zone: "2026-03-01T12:00:00+01:00".
std::string local_time(Timestamp moment);

// The field of a map, or a null value if the map has none.
const Value& member(const Value& map, std::string_view name);

// The field of an object's type, or null.
const FieldInfo* field_of(const TypeInfo* type, std::string_view name);

}  // namespace hf::ctl
