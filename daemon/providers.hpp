// The types of providers that there are, and what the configuration file says of
// providers. A new type is added here.
#pragma once

#include "core/ports/provider_type.hpp"
#include "core/provisioning/commands/register_providers.hpp"
#include "daemon/configuration.hpp"

namespace hf {

ProviderTypes provider_types();

// With all defaults, and in the order of the file.
std::vector<ConfiguredProvider> configured_providers(const std::vector<ProviderSettings>& settings);

}  // namespace hf
