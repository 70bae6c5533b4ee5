// Caller: the sender of a message, as decisions and queries have to know it.
#pragma once

#include <string>

#include "core/access/principal_limits.hpp"
#include "core/access/role.hpp"

namespace hf {

// What the transport knows of a message's sender.
struct Sender {
    // The peer's address as ZeroMQ knows it: an IP address, or "localhost:<uid>:<gid>:<pid>" at a Unix socket. It may
    // be empty.
    std::string address{};
    std::string credential{};  // with which the connection was let in (Principals); empty where all are
    std::string connection{};  // by which its socket tells it from the others

    // The principal, or the connection where the site knows nobody: messages are taken from them in turn.
    [[nodiscard]] std::string party() const {
        return credential.empty() ? connection : credential.substr(0, credential.find('\n'));
    }
};

struct Caller {
    std::string principal{};     // empty: the site knows no principals, and every sender may do everything
    std::string on_behalf_of{};  // for whom a gateway asks; empty: for itself
    Role role = Role::admin;     // the lesser of both, where the principal asks for another
    bool acts_for_any = false;
    PrincipalLimits limits{};  // of the owner
    bool sees_all = true;      // false: of requests and machines the owner's alone

    // The owner of what the caller orders.
    [[nodiscard]] const std::string& owner() const { return on_behalf_of.empty() ? principal : on_behalf_of; }
    // An operator may touch what others have ordered.
    [[nodiscard]] bool may_touch(const std::string& owner_of_it) const {
        return role >= Role::operator_ || owner_of_it == owner();
    }
    // Fields that are declared confidential, such as the configuration of a template (core/messages/confidential.hpp).
    [[nodiscard]] bool sees_confidential() const { return role >= Role::operator_; }
    [[nodiscard]] bool may_see(const std::string& owner_of_it) const { return sees_all || owner_of_it == owner(); }
};

}  // namespace hf
