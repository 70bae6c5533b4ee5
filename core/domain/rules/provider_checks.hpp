// Checks that commands for a provider make first.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// The error provider_not_found, with the name that was probably meant.
Error no_such_provider(const ProviderName& name, const State& state);

// The provider, if it has the version that the client expects; else provider_not_found or conflict.
Result<const ProviderAggregate*> provider_to_change(const ProviderName& name, const State& state,
                                                    const Context& context);

// The configuration of a provider of this type with all defaults, or everything that is wrong with it.
Result<ValueMap> complete_config(const std::string& type, const ValueMap& config, const ProviderTypes& types);

// The error invalid_state for a provider that the configuration file names, since the file has the last word on it.
std::optional<Error> is_the_files(const ProviderAggregate& provider);

}  // namespace hf
