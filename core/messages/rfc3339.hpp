// Timestamps as people read them: RFC 3339, in UTC, with microseconds.
//
//     rfc3339(now)                                    // "2026-01-02T03:04:05.000006Z"
//     parse_rfc3339("2026-01-02T04:04:05+01:00")      // the same moment, to the second
//
// No locale and no time zone database is asked. Pure; any thread may call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/messages/timestamp.hpp"

namespace hf {

// A year that RFC 3339 can't write (before 0 or after 9999) gets a sign, as ISO 8601
// has it; parse_rfc3339 doesn't take that back.
[[nodiscard]] std::string rfc3339(Timestamp time);

// Any offset, any number of decimals (what is finer than a microsecond is cut off),
// "T" or a blank between date and time. Nothing when it isn't such a time, or no such day.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace hf
