// Tags: keys and values that a site attaches to its requests, templates and machines.
#pragma once

#include <map>
#include <string>

#include "core/errors/finding.hpp"

namespace hf {

using Tags = std::map<std::string, std::string, std::less<>>;

// Adds what is wrong with the tags. Tags are copied onto every machine and stay in its events for ever, so they must
// be short: keys up to 128 bytes and values up to 256, the limits of the clouds.
void check_tags(const Tags& tags, std::vector<Finding>& findings);

}  // namespace hf
