// What to do about a refusal, in a sentence. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/errors/error.hpp"

namespace hf::ctl {

// `message`: the type of what was refused; empty where that isn't known. There is advice for every code.
std::string advice_for(const Error& error, std::string_view message);

// What is wrong, field by field: of a validation that found several things, or the one field that the
// error names without saying so in its words.
std::vector<std::string> findings_of(const Error& error);

}  // namespace hf::ctl
