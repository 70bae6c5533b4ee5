#include "core/commands/register_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<ProviderChanged> decide(const RegisterProvider& command, const State& state, const Context& context) {
    if (state.find(command.name)) return refuse(Code::already_exists, "provider \"{}\" exists already", command.name);
    auto config = complete_config(command.type, command.config, context.types);
    if (!config) return tl::make_unexpected(std::move(config.error()));
    ProviderRegistered registered{{command.name}, command.type, std::move(*config), ProviderSource::command};
    const auto version = state.version_of(registered) + 1;
    return accept(ProviderChanged{command.name, version}, std::move(registered));
}

}  // namespace hf
