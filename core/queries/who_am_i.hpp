// WhoAmI: as whom the daemon knows the sender of the query, and what he may do.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct Identity {
    std::string principal;
    std::string on_behalf_of;
    Role role{};
    bool acts_for_others = false;

    static constexpr auto describe = message(
        "Identity", "As whom the daemon knows the sender.",
        field<&Identity::principal>("principal",
                                    "his name; empty: the site has no principals, and whoever can open a "
                                    "socket may do everything"),
        field<&Identity::on_behalf_of>("on_behalf_of", "for whom the message asks").optional(),
        field<&Identity::role>("role", "what he may do; each role includes those before it"),
        field<&Identity::acts_for_others>("acts_for_others", "whether he may ask on behalf of others").optional());
};

struct WhoAmI {
    using Result = Identity;
    static constexpr auto role = Role::viewer;

    static constexpr auto describe = message("WhoAmI", "As whom the daemon knows the sender, and what he may do.");
};

Answer<Identity> answer(const WhoAmI& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
