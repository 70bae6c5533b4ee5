// EnableProvider: allows launches at a provider again.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct EnableProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    ProviderName name;

    static constexpr bool versioned = true;
    static constexpr auto describe = message("EnableProvider", "Lets machines be launched at a provider again.",
                                             field<&EnableProvider::name>("name", "which"));
};

// Refuses with invalid_state a provider that the configuration file does not name any more.
Decision<Done> decide(const EnableProvider& command, const State& state, const Context& context);

}  // namespace hf
