#include "core/commands/disable_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const DisableProvider& command, const State& state, const Context& context) {
    auto found = provider_to_change(command.name, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    if (!(*found)->enabled) return accept(Done{});
    return accept(Done{}, ProviderDisabled{{command.name}, command.reason, false});
}

}  // namespace hf
