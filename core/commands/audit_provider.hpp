// AuditProvider: compares a provider's machines now with those that the store knows.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct AuditProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    ProviderName name;

    static constexpr auto describe =
        message("AuditProvider",
                "Compares a provider's machines with the recorded ones now; the event ProviderAudited has the result.",
                field<&AuditProvider::name>("name", "which"));
};

Decision<Done> decide(const AuditProvider& command, const State& state, const Context& context);

}  // namespace hf
