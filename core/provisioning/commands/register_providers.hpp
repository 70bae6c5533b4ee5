// What the configuration says of providers, at start. Those that it does not name
// any more are disabled: their machines stay known and can't be added to.
#pragma once

#include "core/bus/decision.hpp"

namespace hf {

struct ConfiguredProvider {
    ProviderName name;
    std::string type;
};

struct RegisterProviders {
    using Result = Done;
    static constexpr std::string_view name = "RegisterProviders";
    std::vector<ConfiguredProvider> configured;
};

Decision<Done> decide(const RegisterProviders& command, const State& state, const Context& context);

}  // namespace hf
