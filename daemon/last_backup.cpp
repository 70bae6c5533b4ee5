#include "daemon/last_backup.hpp"

#include <sys/stat.h>

namespace hf {

std::optional<Timestamp> last_backup(const std::string& mark) {
    struct stat found {};
    if (::stat(mark.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
    return Timestamp{std::int64_t{found.st_mtim.tv_sec} * 1'000'000 + found.st_mtim.tv_nsec / 1000};
}

}  // namespace hf
