#include "core/commands/check_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const CheckProvider& command, const State& state, const Context&) {
    const auto* provider = state.find(command.name);
    if (!provider) return tl::make_unexpected(no_such_provider(command.name, state));
    // While a check is under way, its answer serves everyone who asks for one.
    if (provider->checking) return accept(Done{});
    return accept(Done{}, ProviderCheckRequested{{command.name}});
}

}  // namespace hf
