// fault_of_writers: whether others than root and this program's user can change a file by which somebody becomes
// somebody: principals, tokens, issuers.
//
//     if (auto fault = fault_of_writers("/etc/hostfactory/principals.yaml")) fail(*fault);
//
// Any thread may call it.
#pragma once

#include <optional>
#include <string>

namespace hf {

// In words for people, with the path. Nothing for a file that is not there: to read it says why.
std::optional<std::string> fault_of_writers(const std::string& file);

}  // namespace hf
