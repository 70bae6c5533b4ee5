// Which program stands behind a provider of the configuration. A new type of
// provider is made here.
#pragma once

#include "core/provisioning/provisioner.hpp"
#include "daemon/configuration.hpp"

namespace hf {

struct ConfiguredProviders {
    std::vector<ProviderSource> sources;
    TemplateRulesOf rules;
};

// Throws std::runtime_error when one can't be made of its settings.
ConfiguredProviders make_providers(const std::vector<ProviderSettings>& settings);

}  // namespace hf
