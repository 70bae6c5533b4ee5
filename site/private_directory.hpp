// A private directory belongs to one user alone, so that everything in it is that user's. In /tmp
// any user may create a directory by the name that another user will look for, and wait there for
// that user's commands.
//
//     if (const auto fault = fault_of_private_directory("/tmp/hostfactory-1000", 1000)) refuse(*fault);
//     // "/tmp/hostfactory-1000 belongs to user 4711 and not to user 1000"
//
// Any thread may call the functions. The faults are sentences for people, and name the directory.
#pragma once

#include <optional>
#include <string>

namespace hf {

// Checks the directory. A directory that does not exist has no fault.
std::optional<std::string> fault_of_private_directory(const std::string& directory, unsigned uid);

// Creates the directory and its parents if they do not exist, and returns what is wrong with it.
std::optional<std::string> make_private_directory(const std::string& directory, unsigned uid);

}  // namespace hf
