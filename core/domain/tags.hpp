// Tags: what a client wants to find its things by. Kept as given, put on machines.
#pragma once

#include <map>
#include <string>

namespace hf {

using Tags = std::map<std::string, std::string, std::less<>>;

}  // namespace hf
