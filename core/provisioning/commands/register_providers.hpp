// Records the providers of the configuration file, at start. The file has the last word on
// those that it names. One that it doesn't name any more is missing: its machines stay
// known and can't be added to. Those that a command registered are left alone.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ConfiguredProvider {
    ProviderName name;
    std::string type;
    ValueMap config;  // complete
};

struct ProvidersRegistered {
    std::vector<std::string> differences;  // between file and store, in words

    static constexpr auto describe =
        message("ProvidersRegistered", "The store agrees with the configuration file.",
                field<&ProvidersRegistered::differences>("differences", "what the store said otherwise, in words"));
};

struct RegisterProviders {
    using Result = ProvidersRegistered;
    static constexpr std::string_view name = "RegisterProviders";
    std::vector<ConfiguredProvider> configured;
};

Decision<ProvidersRegistered> decide(const RegisterProviders& command, const State& state, const Context& context);

}  // namespace hf
