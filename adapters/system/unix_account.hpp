// The names of a process's user and groups, of the host's databases.
//
//     auto user = user_named(uid);               // "alice"
//     auto groups = groups_named(*user, gid);    // {"users", "hostfactory"}
//
// The databases may be at another host, so that a look takes long. Any thread may call these. An id without a name goes
// by its digits. Errors: a database that can't be asked, in words.
#pragma once

#include <sys/types.h>

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace hf {

tl::expected<std::string, std::string> user_named(uid_t uid);

// The process's own group and those that its user is a member of.
tl::expected<std::vector<std::string>, std::string> groups_named(const std::string& user, gid_t own);

}  // namespace hf
