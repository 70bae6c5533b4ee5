// CheckProvider: calls a provider now to see whether it answers.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct CheckProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    ProviderName name;

    static constexpr auto describe =
        message("CheckProvider", "Asks a provider now whether it answers; the event ProviderChecked has the result.",
                field<&CheckProvider::name>("name", "which"));
};

Decision<Done> decide(const CheckProvider& command, const State& state, const Context& context);

}  // namespace hf
