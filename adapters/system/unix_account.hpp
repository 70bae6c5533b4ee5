// UnixAccount: the names of a process's user and groups.
//
//     const UnixAccount account = account_of(uid, gid);   // {"alice", {"users", "hostfactory"}}
//
// Asks the host's databases, which may be at another host: it may take long. Any thread may call it. An id without a
// name goes by its digits.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace hf {

struct UnixAccount {
    std::string user;
    std::vector<std::string> groups;  // the process's own group and those of its user
};

UnixAccount account_of(uid_t uid, gid_t gid);

}  // namespace hf
