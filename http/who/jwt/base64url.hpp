// Base64 for URLs, without padding (RFC 4648, section 5), as tokens have it.
//
//     bytes_of_base64url("aGk");  // "hi"
//     base64url("hi");            // "aGk"
//
// Pure; any thread may call these.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hf::http {

// Nothing for a text that base64url() would not write.
std::optional<std::string> bytes_of_base64url(std::string_view text);
std::string base64url(std::string_view bytes);

}  // namespace hf::http
