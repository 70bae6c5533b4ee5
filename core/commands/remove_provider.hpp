// RemoveProvider: forgets a provider that has no machines any more.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RemoveProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    static constexpr bool refused_in_quarantine = true;
    ProviderName name;
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("RemoveProvider", "Forgets a provider that has no live machine, no open request and no template.",
                field<&RemoveProvider::name>("name", "which"),
                field<&RemoveProvider::reason>("reason", "why; kept with the event").optional().at_most(1024));
};

Decision<Done> decide(const RemoveProvider& command, const State& state, const Context& context);

}  // namespace hf
