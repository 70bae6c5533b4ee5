// Credentials of the JSON that containers, instances and credential processes answer with.
#pragma once

#include <string_view>

#include "adapters/providers/aws/credentials/credentials.hpp"

namespace hf::aws {

// What is wrong with the text is said without any of its values.
tl::expected<Credentials, std::string> json_credentials(std::string_view text);

// "2026-11-25T13:00:00Z", as AWS writes times.
std::optional<Timestamp> time_of(const std::string& text);

}  // namespace hf::aws
