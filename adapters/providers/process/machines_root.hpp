// The directory that holds the directories of all machines.
//
// Thread-safe. Errors: std::system_error, where the host won't let us look.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hf::process {

// Makes it, for this user alone, if it is not there.
void make_root(const std::filesystem::path& root);

// The ids of all machines that have a directory, in no order. None, where there is no root yet. Removes what daemons
// have left that were killed while they made a directory.
std::vector<std::string> machine_ids_in(const std::filesystem::path& root);

// Throws what keeps this user from accessing the path; the mode is that of access(2).
void require_access(const std::filesystem::path& path, int mode);

}  // namespace hf::process
