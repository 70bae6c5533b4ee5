#include "adapters/system/unix_account.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

namespace hf {
namespace {

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t largest_buffer = std::size_t{1} << 20;  // of a group with very many members
constexpr std::size_t most_groups = 65'536;                   // the kernel's NGROUPS_MAX

using Name = tl::expected<std::optional<std::string>, std::string>;

// Calls getpwuid_r and the like with a buffer that is large enough. Nothing: there is no such entry.
template <class Entry, class Look>
Name look_up(char* Entry::*name, const Look& look) {
    std::string buffer;
    for (std::size_t size = first_buffer; size <= largest_buffer;) {
        buffer.resize(size);
        Entry entry{};
        Entry* found = nullptr;
        const int error = look(&entry, buffer.data(), buffer.size(), &found);
        if (found) return std::string(entry.*name);
        // How these say "there is none" differs from database to database (getpwuid_r(3)).
        if (error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM) return std::nullopt;
        if (error == ERANGE) size *= 4;
        if (error != ERANGE && error != EINTR)
            return tl::make_unexpected(
                fmt::format("the host's users and groups can't be read: {}", std::system_category().message(error)));
    }
    return tl::make_unexpected("an entry of the host's users and groups is too long");
}

tl::expected<std::string, std::string> name_or(Name found, unsigned id) {
    if (!found) return tl::make_unexpected(std::move(found.error()));
    return found->value_or(std::to_string(id));
}

tl::expected<std::string, std::string> group_named(gid_t gid) {
    return name_or(look_up(&group::gr_name, [gid](auto... rest) { return ::getgrgid_r(gid, rest...); }), gid);
}

}  // namespace

tl::expected<std::string, std::string> user_named(uid_t uid) {
    return name_or(look_up(&passwd::pw_name, [uid](auto... rest) { return ::getpwuid_r(uid, rest...); }), uid);
}

tl::expected<std::vector<std::string>, std::string> groups_named(const std::string& user, gid_t own) {
    std::vector<gid_t> ids(64);
    auto count = static_cast<int>(ids.size());
    while (::getgrouplist(user.c_str(), own, ids.data(), &count) < 0 && ids.size() < most_groups) {
        ids.resize(2 * ids.size());
        count = static_cast<int>(ids.size());
    }
    ids.resize(std::min(ids.size(), static_cast<std::size_t>(std::max(count, 0))));
    std::vector<std::string> names;
    for (const auto id : ids) {
        auto name = group_named(id);
        if (!name) return tl::make_unexpected(std::move(name.error()));
        names.push_back(std::move(*name));
    }
    return names;
}

}  // namespace hf
