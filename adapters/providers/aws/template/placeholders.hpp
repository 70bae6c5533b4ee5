// Placeholders in a template's tags, nativeSpec, instanceName and user data: {{ request_id }}, {{ template_id }} and
// {{ name }}, with or without blanks.
//
//     use(filled("worker of {{ request_id }}", {.request_id = "req-1"}));  // "worker of req-1"
//     const auto values = placeholder_values(order.configuration, order.request_id, order.template_id);
//
// A placeholder without a value stays as it is. Pure; any thread may call these.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/messages/value.hpp"

namespace hf::aws {

struct PlaceholderValues {
    std::string request_id = {};
    std::string template_id = {};
    std::string name = {};  // of the machines of a launch
};

// The values for a launch of this configuration: its machines' name is what `instanceName` says.
[[nodiscard]] PlaceholderValues placeholder_values(const ValueMap& configuration, const std::string& request_id,
                                                   const std::string& template_id);

[[nodiscard]] std::string filled(std::string_view text, const PlaceholderValues& values);
// Fills every text in the map, also in lists and maps within.
[[nodiscard]] ValueMap filled(const ValueMap& map, const PlaceholderValues& values);

// The first placeholder in the value that has none of these names.
[[nodiscard]] std::optional<std::string> unknown_placeholder(const Value& value,
                                                             std::span<const std::string_view> known);

}  // namespace hf::aws
