#include "core/domain/rules/provider_checks.hpp"

#include "core/domain/values/secret_reference.hpp"
#include "core/errors/findings.hpp"
#include "core/text/suggestion.hpp"

namespace hf {

Error no_such_provider(const ProviderName& name, const State& state) {
    std::vector<std::string_view> names;
    for (const auto& provider : state.providers())
        if (!provider.missing) names.push_back(provider.name.value);
    return error(Code::provider_not_found, "provider \"{}\" is not configured{}", name,
                 did_you_mean(name.value, names));
}

Result<const ProviderAggregate*> provider_to_change(const ProviderName& name, const State& state,
                                                    const Context& context) {
    const auto* provider = state.find(name);
    if (!provider) return tl::make_unexpected(no_such_provider(name, state));
    if (auto conflict = version_conflict(context, *provider)) return tl::make_unexpected(std::move(*conflict));
    return provider;
}

Result<ValueMap> complete_config(const std::string& type, const ValueMap& config, const ProviderTypes& types) {
    const auto known = types.find(type);
    if (known == types.end()) {
        std::vector<std::string_view> names;
        for (const auto& [name, each] : types) names.push_back(name);
        return tl::make_unexpected(
            *invalid({{"type", fmt::format("\"{}\" is not a type of provider{}", type, did_you_mean(type, names))}}));
    }
    std::vector<Finding> findings;
    find_plain_secrets(config, findings);
    auto complete = known->second->complete(config);
    if (!complete) findings.insert(findings.end(), complete.error().begin(), complete.error().end());
    for (auto& finding : findings) finding.field = finding.field.empty() ? "config" : "config." + finding.field;
    if (auto wrong = invalid(findings)) return tl::make_unexpected(std::move(*wrong));
    return std::move(*complete);
}

std::optional<Error> is_the_files(const ProviderAggregate& provider) {
    if (provider.source != ProviderSource::file || provider.missing) return std::nullopt;
    return error(Code::invalid_state, "provider \"{}\" is set up in the configuration file; change it there",
                 provider.name);
}

}  // namespace hf
