// UTF-8, strictly: no overlong forms, no surrogates, nothing beyond U+10FFFF.
//
//     if (!is_utf8(name)) …                      // what comes from outside
//     out += with_valid_utf8(provider_message);  // what must be written, whatever it is
//
// All functions are pure; any thread may call them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hf {

// How many bytes from the beginning are whole, valid characters.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text);

[[nodiscard]] inline bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

// Every byte that belongs to no valid character becomes U+FFFD.
[[nodiscard]] std::string with_valid_utf8(std::string_view text);

// For messages that quote what somebody sent: at most so many bytes of it, cut
// between characters, and an ellipsis where something is left out.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most = 64);

}  // namespace hf
