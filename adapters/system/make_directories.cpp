#include "adapters/system/make_directories.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "adapters/system/sync_directory.hpp"

namespace hf {
namespace {

[[noreturn]] void fail(const std::filesystem::path& directory, const char* doing) {
    throw std::system_error(errno, std::system_category(), directory.string() + ": " + doing);
}

}  // namespace

void make_directories(const std::filesystem::path& directory, mode_t mode) {
    if (directory.empty() || std::filesystem::exists(directory)) return;
    make_directories(directory.parent_path(), mode);
    if (::mkdir(directory.c_str(), mode) != 0) {
        if (errno != EEXIST) fail(directory, "create directory");
        // Another process may have been quicker; but to mkdir() a link that leads nowhere exists as well.
        if (!std::filesystem::exists(directory)) {
            errno = ENOENT;
            fail(directory, "is a symbolic link that leads nowhere");
        }
    }
    if (!sync_directory(directory.parent_path())) fail(directory.parent_path(), "sync");
}

}  // namespace hf
