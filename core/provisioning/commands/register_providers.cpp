#include "core/provisioning/commands/register_providers.hpp"

#include <algorithm>

namespace hf {

Decision<Done> decide(const RegisterProviders& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    for (const auto& [name, type] : command.configured) {
        const auto* known = state.find(name);
        if (!known || known->type != type)
            accepted.events.emplace_back(ProviderRegistered{{name}, type});
        else if (!known->enabled)
            accepted.events.emplace_back(ProviderEnabled{{name}});
    }
    for (const auto& [name, known] : state.providers()) {
        const bool configured = std::any_of(command.configured.begin(), command.configured.end(),
                                            [&name = name](const auto& c) { return c.name == name; });
        if (known.enabled && !configured)
            accepted.events.emplace_back(ProviderDisabled{{name}, "it is not in the configuration any more"});
    }
    return accepted;
}

}  // namespace hf
