// DisableProvider: stops launches at a provider; its running machines stay.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct DisableProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    ProviderName name;
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("DisableProvider",
                "Lets nothing be launched at a provider any more. What runs there stays, and open requests wait.",
                field<&DisableProvider::name>("name", "which"),
                field<&DisableProvider::reason>("reason", "why; kept with the event").optional().at_most(1024));
};

Decision<Done> decide(const DisableProvider& command, const State& state, const Context& context);

}  // namespace hf
