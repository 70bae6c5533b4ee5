#include "daemon/providers.hpp"

#include <algorithm>

#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/process/process_type.hpp"
#include "core/domain/values/secret_reference.hpp"

namespace hf {

ProviderTypes provider_types(const std::vector<std::string>& template_paths) {
    const PermittedPaths permitted("limits.template_paths", template_paths);
    return {{std::string(ProcessType::name), std::make_shared<ProcessType>(permitted)},
            {std::string(aws::AwsType::name), std::make_shared<aws::AwsType>(permitted)}};
}

tl::expected<ValueMap, std::vector<Finding>> complete_settings(const std::string& type, const ValueMap& config,
                                                               const ProviderTypes& types) {
    const auto known = types.find(type);
    if (known == types.end()) {
        std::vector<std::string_view> names;
        for (const auto& [name, each] : types) names.push_back(name);
        return tl::make_unexpected(std::vector{Finding{"type", not_a_choice(type, names)}});
    }
    std::vector<Finding> findings;
    find_plain_secrets(config, findings);
    auto complete = known->second->complete(config);
    // A type that knows which of its fields are secrets tells of them as well.
    if (!complete)
        for (auto& finding : complete.error())
            if (std::find(findings.begin(), findings.end(), finding) == findings.end())
                findings.push_back(std::move(finding));
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    return std::move(*complete);
}

std::vector<Finding> missing_at_host(const ProviderSettings& provider) {
    const auto types = provider_types();
    const auto type = types.find(provider.type);
    return type == types.end() ? std::vector<Finding>{} : type->second->check_host(provider.config);
}

std::vector<ConfiguredProvider> configured_providers(const std::vector<ProviderSettings>& settings) {
    std::vector<ConfiguredProvider> configured;
    for (const auto& each : settings) configured.push_back({each.name, each.type, each.config});
    return configured;
}

}  // namespace hf
