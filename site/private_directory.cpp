#include "site/private_directory.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace hf {
namespace {

std::string failure(const std::string& directory, int error) {
    return fmt::format("{}: {}", directory, std::generic_category().message(error));
}

}  // namespace

std::optional<std::string> fault_of_private_directory(const std::string& directory, unsigned uid) {
    struct stat found {};
    // lstat() does not follow a link: the owner of a link could point it elsewhere at any time.
    if (::lstat(directory.c_str(), &found) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        return failure(directory, errno);
    }
    if (!S_ISDIR(found.st_mode)) return fmt::format("{} is not a directory", directory);
    if (found.st_uid != uid)
        return fmt::format("{} belongs to user {} and not to user {}", directory, found.st_uid, uid);
    if (found.st_mode & (S_IWGRP | S_IWOTH))
        return fmt::format("{} can be written to by others than its owner (mode {:04o})", directory,
                           found.st_mode & 07777U);
    return std::nullopt;
}

std::optional<std::string> make_private_directory(const std::string& directory, unsigned uid) {
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(directory).parent_path(), error);
    if (error) return failure(directory, error.value());
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return failure(directory, errno);
    // The directory may have existed before, or another user may have been quicker.
    return fault_of_private_directory(directory, uid);
}

}  // namespace hf
