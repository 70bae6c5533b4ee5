#include "site/access.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace hf {
namespace {

std::string group_name(gid_t id) {
    std::array<char, 4096> space{};
    group entry{};
    group* found = nullptr;
    if (::getgrgid_r(id, &entry, space.data(), space.size(), &found) == 0 && found) return found->gr_name;
    return fmt::to_string(id);
}

std::string user_name(uid_t id) {
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(id, &entry, space.data(), space.size(), &found) == 0 && found) return found->pw_name;
    return fmt::to_string(id);
}

// The mode's bits for the group.
mode_t for_the_group(int mode) {
    mode_t bits = 0;
    if (mode & R_OK) bits |= S_IRGRP;
    if (mode & W_OK) bits |= S_IWGRP;
    if (mode & X_OK) bits |= S_IXGRP;
    return bits;
}

bool is_denied(const std::string& path, int mode) {
    return ::access(path.c_str(), mode) != 0 && (errno == EACCES || errno == EPERM);
}

}  // namespace

std::optional<std::string> why_denied(const std::string& path, int mode) {
    if (!is_denied(path, mode)) return std::nullopt;
    // What stands in the way may be a directory above.
    std::string place = path;
    struct stat found {};
    while (::stat(place.c_str(), &found) != 0) {
        const auto above = std::filesystem::path(place).parent_path().string();
        if (errno != EACCES || above.empty() || above == place) return std::nullopt;
        place = above;
        mode = X_OK;
    }
    const auto group = group_name(found.st_gid);
    if ((found.st_mode & for_the_group(mode)) != for_the_group(mode))
        return fmt::format("{} is open to its owner {} alone", place, user_name(found.st_uid));
    return fmt::format("{} is open to members of the group {}{}", place, group,
                       way_into(group, user_name(::geteuid())));
}

std::string way_into(std::string_view group, std::string_view user) {
    if (group == group_of_hostfactory)
        return fmt::format("; become one (sudo usermod -aG {} {}), and log in again", group, user);
    return ", which may open more than hostfactory to you: have hostfactoryd run in a group of its own (Group= of its "
           "unit), or use sudo";
}

}  // namespace hf
