// Timestamps as people read them: RFC 3339, in UTC, with microseconds.
//
//     rfc3339(now);                                // "2026-01-02T03:04:05.000006Z"
//     parse_rfc3339("2026-01-02T04:04:05+01:00");  // the same moment, to the second
//
// Uses no locale and no time zone database. Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/messages/timestamp.hpp"

namespace hf {

// Formats a time. A year that RFC 3339 cannot express (before 0 or after 9999) gets a sign, as in
// ISO 8601; parse_rfc3339() does not read that form.
[[nodiscard]] std::string rfc3339(Timestamp time);

// Parses a time with any offset, any number of decimals (digits beyond microseconds are cut off), and "T"
// or a blank between date and time. Returns nothing if the text is no such time or the day does not exist.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace hf
