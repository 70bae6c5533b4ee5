#include "adapters/system/sync_directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace hf {

bool sync_directory(const std::filesystem::path& directory) {
    const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    const int result = ::fsync(file);
    const int reason = errno;
    ::close(file);
    errno = reason;
    return result == 0;
}

}  // namespace hf
