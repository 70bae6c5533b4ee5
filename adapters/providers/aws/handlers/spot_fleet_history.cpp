#include "adapters/providers/aws/handlers/spot_fleet_history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/providers/aws/api/aws_error.hpp"

namespace hf::aws {
namespace {

using enum ProviderErrorKind;

// Each offering has a text of its own; more of them add nothing new.
constexpr std::size_t most_words = 8;

ProviderErrorKind kind_of_event(std::string_view code) {
    if (code == "spotInstanceCountLimitExceeded") return quota;
    if (code == "spotFleetRequestConfigurationInvalid") return invalid;
    if (code == "iamFleetRoleInvalid") return unauthorized;
    return no_capacity;
}

std::string_view field_of_event(std::string_view code, const std::string& description) {
    if (code == "iamFleetRoleInvalid") return "fleetRole";
    if (code == "launchSpecUnusable") return "maxSpotPrice";
    return field_of_template({{}, "InvalidSpotFleetRequestConfig", description, 200, true});
}

std::string in_words(std::string_view code, const std::string& description) {
    std::string text{code};
    if (!description.empty()) text += ": " + description;
    if (const auto field = field_of_event(code, description); !field.empty())
        text += fmt::format(" (template's {})", field);
    return text;
}

}  // namespace

void SpotFleetHistory::add(pugi::xml_node record) {
    const std::string_view type = record.child_value("eventType");
    if (type != "error" && type != "information") return;
    const auto event = record.child("eventInformation");
    const std::string_view code = event.child_value("eventSubType");
    // Only errors determine the kind, and one that another attempt cannot help takes precedence.
    const auto kind = type == "error" ? kind_of_event(code) : no_capacity;
    if (kind_.value_or(no_capacity) == no_capacity) kind_ = kind;
    auto words = in_words(code, event.child_value("eventDescription"));
    if (words_.size() < most_words && std::find(words_.begin(), words_.end(), words) == words_.end())
        words_.push_back(std::move(words));
}

std::optional<ProviderError> SpotFleetHistory::reason() const {
    if (!kind_) return std::nullopt;
    return ProviderError{*kind_, fmt::format("{}", fmt::join(words_, "; "))};
}

}  // namespace hf::aws
