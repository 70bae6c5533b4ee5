#include "adapters/system/writers.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hf {

std::optional<std::string> fault_of_writers(const std::string& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return std::nullopt;
    if (about.st_uid != 0 && about.st_uid != ::geteuid())
        return fmt::format("{} belongs to another user than root and the one that reads it here", file);
    if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fmt::format("{} can be changed by others than its owner (chmod go-w)", file);
    return std::nullopt;
}

}  // namespace hf
