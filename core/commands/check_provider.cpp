#include "core/commands/check_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const CheckProvider& command, const State& state, const Context&) {
    const auto* provider = state.find(command.name);
    if (!provider) return tl::make_unexpected(no_such_provider(command.name, state));
    // One answer is enough for all who ask while it is awaited.
    if (provider->checking) return accept(Done{});
    return accept(Done{}, ProviderCheckRequested{{command.name}});
}

}  // namespace hf
