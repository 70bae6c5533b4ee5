// Makes what is missing of a directory's path, so that a first start needs nothing prepared.
//
//     make_directories("/var/lib/hostfactory", 0700);   // the absolute path of a directory
//
// Each directory that it makes has the mode, less the umask, and its name survives a crash of the machine.
// Errors: std::system_error, which names the directory; also for a symbolic link that leads nowhere.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace hf {

void make_directories(const std::filesystem::path& directory, mode_t mode);

}  // namespace hf
