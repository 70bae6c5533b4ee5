#include "adapters/providers/process/machines_root.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/machine_id.hpp"

namespace hf::process {

namespace fs = std::filesystem;

namespace {

void make_root(const fs::path& root) {
    std::error_code none;
    if (fs::is_directory(root, none)) return;
    if (root.has_parent_path()) fs::create_directories(root.parent_path());
    if (::mkdir(root.c_str(), 0700) == 0) return;
    const int error = errno;
    if (error == EEXIST && fs::is_directory(root)) return;
    throw std::system_error(error == EEXIST ? ENOTDIR : error, std::system_category(), root.string());
}

}  // namespace

void MachinesRoot::require() {
    if (was_there_) return require_access(path_, F_OK);
    make_root(path_);
    was_there_ = true;
}

std::vector<std::string> machine_ids_in(const fs::path& root) {
    std::vector<std::string> ids;
    std::error_code error;
    fs::directory_iterator entries(root, error);
    if (error) throw fs::filesystem_error("cannot read", root, error);
    for (const auto& entry : entries) {
        auto name = entry.path().filename().string();
        if (is_unfinished(name))
            remove_unfinished(entry.path());
        else if (parse_machine_id(name))
            ids.push_back(std::move(name));
    }
    return ids;
}

void require_access(const fs::path& path, int mode) {
    if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) != 0)
        throw std::system_error(errno, std::system_category(), path.string());
}

}  // namespace hf::process
