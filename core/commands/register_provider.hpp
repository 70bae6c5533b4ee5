// RegisterProvider: adds a source of machines while the daemon runs.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ProviderChanged {
    ProviderName name;
    Version version{};

    static constexpr auto describe =
        message("ProviderChanged", "The provider is stored.", field<&ProviderChanged::name>("name", "which"),
                field<&ProviderChanged::version>("version", "its version now, for expected_version"));
};

struct RegisterProvider {
    using Result = ProviderChanged;
    static constexpr auto role = Role::admin;
    ProviderName name;
    std::string type;
    ValueMap config;

    static constexpr auto describe =
        message("RegisterProvider", "Adds a source of machines. It stays until it is removed, also over restarts.",
                field<&RegisterProvider::name>("name", "what templates will call it"),
                field<&RegisterProvider::type>("type", "which kind of source").between(1, 64),
                field<&RegisterProvider::config>(
                    "config",
                    "what the type needs, as in the configuration file; secrets are references (env:NAME, "
                    "file:/PATH, credential:NAME)")
                    .optional()
                    .at_most(256));
};

Decision<ProviderChanged> decide(const RegisterProvider& command, const State& state, const Context& context);

}  // namespace hf
