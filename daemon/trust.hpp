// Trust: what the daemon's sockets have to know of the site's security settings.
//
//     const Trust trust = trust_of(configuration.security);
//     ListenOptions listen = trust.listen_on(configuration.endpoints.commands, configuration.limits);
//
// Errors: std::runtime_error where the server's key can't be read or is none.
#pragma once

#include <optional>

#include "adapters/zeromq/endpoint.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "core/domain/rules/limits.hpp"
#include "daemon/security_settings.hpp"

namespace hf {

struct Trust {
    ListenOptions::Admission admission = ListenOptions::Admission::everybody;
    std::optional<KeyPair> server_key{};

    [[nodiscard]] ListenOptions listen_on(const Endpoint& endpoint, const Limits& limits) const;
};

Trust trust_of(const std::optional<SecuritySettings>& settings);

// What is wrong with the settings for these endpoints, and with the files that they name.
std::vector<Finding> faults_of_security(const std::optional<SecuritySettings>& settings,
                                        std::span<const std::pair<std::string, Endpoint>> endpoints);

}  // namespace hf
