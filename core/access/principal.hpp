// Principal: somebody whom the site knows, and what he may do. A line of the site's file of principals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/principal_limits.hpp"
#include "core/access/public_key.hpp"
#include "core/access/role.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/errors/finding.hpp"

namespace hf {

struct PrincipalTag {
    static constexpr std::string_view name = "principal's name", also_allowed = "-_.@+";
    static constexpr std::size_t longest = 64;
};
using PrincipalName = Identifier<PrincipalTag>;

// For whom a principal may act besides himself.
enum class ActsFor : std::uint8_t { nobody, any };
constexpr auto names_of(ActsFor) { return std::to_array<std::string_view>({"nobody", "any"}); }

struct Principal {
    PrincipalName name;
    // How the principal is known; exactly one of them.
    std::optional<PublicKey> public_key{};
    std::optional<std::string> unix_user{};
    std::optional<std::string> unix_group{};
    std::vector<Role> roles{};
    ActsFor acts_for = ActsFor::nobody;
    PrincipalLimits limits{};

    // The one that includes all others of his.
    [[nodiscard]] Role highest_role() const;

    static constexpr auto describe = message(
        "principal", "Somebody whom the site knows.",
        field<&Principal::name>("name", "what events, the audit log and other settings call it"),
        field<&Principal::public_key>("public_key", "who holds the secret key of this one is the principal (TCP)"),
        field<&Principal::unix_user>("unix_user", "processes of this user are the principal (ipc)").between(1, 256),
        field<&Principal::unix_group>("unix_group", "processes of the group's members are the principal (ipc)")
            .between(1, 256),
        field<&Principal::roles>("roles",
                                 "what it may do: viewer, requester, operator, admin; each includes those "
                                 "before it")
            .between(1, 4),
        field<&Principal::acts_for>("acts_for", "any: a gateway, which names in its messages for whom it asks")
            .optional(),
        field<&Principal::limits>("limits", "how much it may have; what is not named has no limit but the site's")
            .optional());
};

}  // namespace hf
