// CheckProvider: calls a provider now to see whether it answers.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct CheckProvider {
    using Result = Done;
    ProviderName name;

    static constexpr auto describe =
        message("CheckProvider", "Has a provider asked now whether it answers; ProviderChecked tells what came of it.",
                field<&CheckProvider::name>("name", "which"));
};

Decision<Done> decide(const CheckProvider& command, const State& state, const Context& context);

}  // namespace hf
