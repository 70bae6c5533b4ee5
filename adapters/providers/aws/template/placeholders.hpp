// Placeholders in a template's tags and nativeSpec: {{ request_id }} and {{ template_id }}, with or without blanks.
//
//     use(filled("worker of {{ request_id }}", {.request_id = "req-1"}));  // "worker of req-1"
//
// A placeholder without a value stays as it is. Pure; any thread may call these.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/messages/value.hpp"

namespace hf::aws {

struct PlaceholderValues {
    std::string_view request_id;
    std::string_view template_id;
};

[[nodiscard]] std::string filled(std::string_view text, const PlaceholderValues& values);
// Fills every text in the map, also in lists and maps within.
[[nodiscard]] ValueMap filled(const ValueMap& map, const PlaceholderValues& values);

// The first placeholder in the value that is none of these.
[[nodiscard]] std::optional<std::string> unknown_placeholder(const Value& value);

}  // namespace hf::aws
