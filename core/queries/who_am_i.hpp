// WhoAmI: as whom the daemon knows the sender of the query, and what he may do.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct PrincipalUse {
    std::uint32_t machines{};
    std::uint32_t open_requests{};

    static constexpr auto describe =
        message("PrincipalUse", "What a principal has at the moment, as its limits count it.",
                field<&PrincipalUse::machines>("machines", "machines or units that live, and those that are awaited"),
                field<&PrincipalUse::open_requests>("open_requests", "requests for machines that have not ended"));
};

struct Identity {
    std::string principal;
    std::string on_behalf_of;
    Role role{};
    bool acts_for_others = false;
    Visibility visibility{};
    PrincipalLimits limits{};
    PrincipalUse use{};

    static constexpr auto describe = message(
        "Identity", "As whom the daemon knows the sender.",
        field<&Identity::principal>("principal",
                                    "his name; empty: the site has no principals, and anyone who can open a "
                                    "socket may do everything"),
        field<&Identity::on_behalf_of>("on_behalf_of", "for whom the message asks").optional(),
        field<&Identity::role>("role", "what he may do; each role includes those before it"),
        field<&Identity::acts_for_others>("acts_for_others", "whether he may ask on behalf of others").optional(),
        field<&Identity::visibility>("visibility",
                                     "own: of requests and machines, and of their events, he sees what he has ordered "
                                     "himself")
            .optional(),
        field<&Identity::limits>("limits", "how much he may have; of whom the message asks for, where it asks for one")
            .optional(),
        field<&Identity::use>("use", "how much of that he has").optional());
};

struct WhoAmI {
    using Result = Identity;
    static constexpr auto role = Role::viewer;

    static constexpr auto describe = message("WhoAmI", "As whom the daemon knows the sender, and what he may do.");
};

Answer<Identity> answer(const WhoAmI& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
