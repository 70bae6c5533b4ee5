// The word that somebody probably meant, for error messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hf {

// `; did you mean "small"?` when one of the candidates is close enough, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace hf
