// UTF-8, strictly: no overlong forms, no surrogates, no code point beyond U+10FFFF.
//
//     if (!is_utf8(name)) …                      // check input from outside
//     out += with_valid_utf8(provider_message);  // make any text safe to write
//
// All functions are pure; any thread may call them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hf {

// Returns the number of leading bytes that are whole, valid characters.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text);

[[nodiscard]] inline bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

// Replaces every byte that belongs to no valid character by U+FFFD.
[[nodiscard]] std::string with_valid_utf8(std::string_view text);

// Shortens quoted input for a message: at most `most` bytes of it, cut between characters, with an
// ellipsis if something was left out.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most = 64);

}  // namespace hf
