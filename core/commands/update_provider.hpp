// UpdateProvider: changes the settings of a provider that was registered by a command.
#pragma once

#include "core/commands/register_provider.hpp"

namespace hf {

struct UpdateProvider {
    using Result = ProviderChanged;
    static constexpr auto role = Role::admin;
    ProviderName name;
    ValueMap config;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("UpdateProvider",
                "Changes how a provider is set up: the keys that are given, and no others; a null takes one back to "
                "its default.",
                field<&UpdateProvider::name>("name", "which"),
                field<&UpdateProvider::config>("config", "what changes; secrets are references").between(1, 256));
};

// Refuses with invalid_state a provider of the configuration file.
Decision<ProviderChanged> decide(const UpdateProvider& command, const State& state, const Context& context);

}  // namespace hf
