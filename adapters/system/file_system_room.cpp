#include "adapters/system/file_system_room.hpp"

#include <sys/statvfs.h>

#include <cerrno>

namespace hf {
namespace {

// Takes the nearest directory above where the path is not there yet.
std::optional<struct statvfs> file_system_of(std::filesystem::path path) {
    struct statvfs found {};
    while (::statvfs(path.c_str(), &found) != 0) {
        if (errno == EINTR) continue;
        if ((errno != ENOENT && errno != ENOTDIR) || path == path.parent_path()) return std::nullopt;
        path = path.parent_path();
    }
    return found;
}

}  // namespace

std::optional<std::uint64_t> FileSystemRoom::free_bytes() const {
    const auto found = file_system_of(path_);
    if (!found) return std::nullopt;
    return std::uint64_t{found->f_bavail} * found->f_frsize;
}

std::optional<std::uint64_t> FileSystemRoom::all_bytes() const {
    const auto found = file_system_of(path_);
    if (!found) return std::nullopt;
    return std::uint64_t{found->f_blocks} * found->f_frsize;
}

}  // namespace hf
