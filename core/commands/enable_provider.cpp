#include "core/commands/enable_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const EnableProvider& command, const State& state, const Context& context) {
    auto found = provider_to_change(command.name, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    if ((*found)->missing)
        return refuse(Code::invalid_state, "provider \"{}\" is not in the configuration file any more", command.name);
    if ((*found)->enabled) return accept(Done{});
    return accept(Done{}, ProviderEnabled{{command.name}});
}

}  // namespace hf
