// A private directory is one user's alone, so that what is found in it is his. In /tmp
// anybody may make a directory by the name that another user will look for, and wait
// there for his commands.
//
//     if (const auto fault = fault_of_private_directory("/tmp/hostfactory-1000", 1000)) refuse(*fault);
//     // "/tmp/hostfactory-1000 belongs to user 4711 and not to user 1000"
//
// Any thread may call them. The faults are sentences for people, and name the directory.
#pragma once

#include <optional>
#include <string>

namespace hf {

// Looks only. Nothing is wrong with a directory that is not there.
std::optional<std::string> fault_of_private_directory(const std::string& directory, unsigned uid);

// Makes it, and what is above it, if it is not there. Says what is wrong with it then.
std::optional<std::string> make_private_directory(const std::string& directory, unsigned uid);

}  // namespace hf
