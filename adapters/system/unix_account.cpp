#include "adapters/system/unix_account.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>

namespace hf {
namespace {

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t largest_buffer = std::size_t{1} << 20;  // of a group with very many members

// Calls getpwuid_r or getgrgid_r with a buffer that is large enough.
template <class Entry, class Look>
bool look_up(Entry& entry, std::string& buffer, const Look& look) {
    for (std::size_t size = first_buffer; size <= largest_buffer; size *= 4) {
        buffer.resize(size);
        Entry* found = nullptr;
        const int error = look(&entry, buffer.data(), buffer.size(), &found);
        if (error != ERANGE) return found != nullptr;
    }
    return false;
}

std::string name_of_group(gid_t gid) {
    group entry{};
    std::string buffer;
    const bool found = look_up(entry, buffer, [gid](auto... arguments) { return ::getgrgid_r(gid, arguments...); });
    return found ? entry.gr_name : std::to_string(gid);
}

std::vector<gid_t> groups_of(const passwd& user) {
    std::vector<gid_t> groups(64);
    auto count = static_cast<int>(groups.size());
    while (::getgrouplist(user.pw_name, user.pw_gid, groups.data(), &count) < 0 && groups.size() < 65'536) {
        groups.resize(std::max(groups.size() * 2, static_cast<std::size_t>(std::max(count, 0))));
        count = static_cast<int>(groups.size());
    }
    groups.resize(static_cast<std::size_t>(std::max(count, 0)));
    return groups;
}

}  // namespace

UnixAccount account_of(uid_t uid, gid_t gid) {
    UnixAccount account{std::to_string(uid), {name_of_group(gid)}};
    passwd entry{};
    std::string buffer;
    if (!look_up(entry, buffer, [uid](auto... arguments) { return ::getpwuid_r(uid, arguments...); })) return account;
    account.user = entry.pw_name;
    for (const auto group : groups_of(entry))
        if (group != gid) account.groups.push_back(name_of_group(group));
    return account;
}

}  // namespace hf
