// Tags: what a site writes on its requests, templates and machines.
#pragma once

#include <map>
#include <string>

#include "core/errors/finding.hpp"

namespace hf {

using Tags = std::map<std::string, std::string, std::less<>>;

// What is wrong with them. They are copied onto every machine and stay in its events for ever,
// so they are short: keys up to 128 bytes, values up to 256 (as the clouds have it).
void check_tags(const Tags& tags, std::vector<Finding>& findings);

}  // namespace hf
