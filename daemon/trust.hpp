// Trust: what the daemon's sockets have to know of the site's security settings.
//
//     const Trust trust = trust_of(configuration.security);
//     ListenOptions listen = trust.listen_on(configuration.endpoints, &Endpoints::commands, configuration.limits);
//
// Errors: std::runtime_error where the server's key can't be read or is none.
#pragma once

#include <optional>

#include "adapters/zeromq/listen_options.hpp"
#include "core/domain/rules/limits.hpp"
#include "daemon/security_settings.hpp"

namespace hf {

struct Trust {
    ListenOptions::Admission admission = ListenOptions::Admission::everybody;
    std::optional<KeyPair> server_key{};
    // Both or none.
    std::optional<KeyPair> next_server_key{};
    std::optional<Endpoints> next_endpoints{};

    // `which` of the sockets.
    [[nodiscard]] ListenOptions listen_on(const Endpoints& endpoints, Endpoint Endpoints::*which,
                                          const Limits& limits) const;
};

Trust trust_of(const std::optional<SecuritySettings>& settings);

// What is wrong with the settings for these endpoints, and with the files that they name.
std::vector<Finding> faults_of_security(const std::optional<SecuritySettings>& settings, const Endpoints& endpoints);

}  // namespace hf
