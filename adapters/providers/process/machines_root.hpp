// The directory that holds the directories of all machines. A first start makes it. One that is missing later, as one
// that isn't mounted any more, is trouble with the host, and not the news that all machines are gone (ADR 28).
//
// Thread-safe. Errors: std::system_error, where the host won't let us look.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

namespace hf::process {

class MachinesRoot {
public:
    explicit MachinesRoot(std::filesystem::path path) : path_(std::move(path)) {}

    // Makes the directory, for this user alone, if it was never there since this object is; throws if it has vanished.
    void require();

private:
    const std::filesystem::path path_;
    std::atomic<bool> was_there_ = false;
};

// The ids of all machines that have a directory, in no order. Removes what daemons have left that were killed while
// they made a directory.
std::vector<std::string> machine_ids_in(const std::filesystem::path& root);

// Throws what keeps this user from accessing the path; the mode is that of access(2).
void require_access(const std::filesystem::path& path, int mode);

}  // namespace hf::process
