// Resolves a plain (unquoted) scalar of YAML by the core schema of YAML 1.2: "8" is an integer and
// "no" is a word.
//
//     resolve_plain("0x1f");  // Value(31)
//     resolve_plain("yes");   // Value("yes")
//
// Pure; any thread may call it. It does not depend on a locale.
#pragma once

#include <string_view>

#include "core/messages/value.hpp"

namespace hf {

// A number that is too large becomes an infinity.
[[nodiscard]] Value resolve_plain(std::string_view text);

}  // namespace hf
