// Advice on a refusal, in a sentence. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/errors/error.hpp"

namespace hf::ctl {

// Returns advice for the error; there is some for every code. `message` is the type of the refused
// message, or empty if it is unknown.
std::string advice_for(const Error& error, std::string_view message);

// Returns what is wrong, field by field: all findings of a validation, or the one field of the
// error if its message does not name it.
std::vector<std::string> findings_of(const Error& error);

}  // namespace hf::ctl
