// What commands that concern a provider check first.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// provider_not_found, with the name that was probably meant.
Error no_such_provider(const ProviderName& name, const State& state);

// The provider, at the version that the client expects; else provider_not_found or conflict.
Result<const ProviderAggregate*> provider_to_change(const ProviderName& name, const State& state,
                                                    const Context& context);

// The configuration of a provider of this type, with its defaults; or all that is wrong with it.
Result<ValueMap> complete_config(const std::string& type, const ValueMap& config, const ProviderTypes& types);

// invalid_state for one that the configuration file names: the file has the last word on it.
std::optional<Error> is_the_files(const ProviderAggregate& provider);

}  // namespace hf
