// Reads credentials from the JSON with which containers, instances and credential processes answer.
#pragma once

#include <string_view>

#include "adapters/providers/aws/credentials/credentials.hpp"

namespace hf::aws {

// The error does not reveal any value of the text.
tl::expected<Credentials, std::string> json_credentials(std::string_view text);

// Whether the text may stand in a header, as keys and tokens do: printable, and without blanks. The page of a proxy in
// place of an answer is not.
bool is_one_word(std::string_view text);

// Parses a time as AWS writes it: "2026-11-25T13:00:00Z".
std::optional<Timestamp> time_of(const std::string& text);

}  // namespace hf::aws
