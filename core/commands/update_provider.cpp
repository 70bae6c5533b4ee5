#include "core/commands/update_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<ProviderChanged> decide(const UpdateProvider& command, const State& state, const Context& context) {
    auto found = provider_to_change(command.name, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const ProviderAggregate& provider = **found;
    if (auto refusal = is_the_files(provider)) return tl::make_unexpected(std::move(*refusal));

    auto changed = provider.config;
    for (const auto& [key, value] : command.config)
        if (value.is_null())
            changed.erase(key);
        else
            changed.insert_or_assign(key, value);
    auto config = complete_config(provider.type, changed, context.types);
    if (!config) return tl::make_unexpected(std::move(config.error()));
    if (*config == provider.config) return accept(ProviderChanged{command.name, provider.version});
    return accept(ProviderChanged{command.name, provider.version + 1},
                  ProviderUpdated{{command.name}, provider.type, std::move(*config), provider.source});
}

}  // namespace hf
