// Suggests the word that was probably meant, for error messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hf {

// Returns `; did you mean "small"?` if a candidate is close enough, otherwise an empty string.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace hf
