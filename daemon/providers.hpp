// The types of providers that there are, and what the configuration file says of
// providers. A new type is added here.
#pragma once

#include "core/ports/provider_type.hpp"
#include "core/provisioning/commands/register_providers.hpp"
#include "daemon/configuration.hpp"

namespace hf {

// `template_paths`: the directories in which the files must lie that templates name; none: anywhere.
ProviderTypes provider_types(const std::vector<std::string>& template_paths = {});

// What the file says of a provider of this type, with all defaults; or what is wrong with it.
tl::expected<ValueMap, std::vector<Finding>> complete_settings(const std::string& type, const ValueMap& config,
                                                               const ProviderTypes& types);

// What this host lacks for the provider. Asks the disk.
std::vector<Finding> missing_at_host(const ProviderSettings& provider);

// With all defaults, and in the order of the file.
std::vector<ConfiguredProvider> configured_providers(const std::vector<ProviderSettings>& settings);

}  // namespace hf
