#include "daemon/providers.hpp"

#include "core/messages/convert.hpp"

namespace hf {

ProviderTypes provider_types() { return {{std::string(ProcessType::name), std::make_shared<ProcessType>()}}; }

std::vector<ConfiguredProvider> configured_providers(const std::vector<ProviderSettings>& settings) {
    std::vector<ConfiguredProvider> configured;
    for (const auto& each : settings)
        configured.push_back({each.name, std::string(name_of(each.type)), to_map(each.process)});
    return configured;
}

}  // namespace hf
