// SecretReference: names a secret. A provider's configuration, and so its events, have the reference in
// place of the password or key.
//
//     env:AWS_SECRET_ACCESS_KEY        a variable of the daemon's environment
//     file:/etc/hostfactory/cloud.key  a file's contents, without its last newline
//     credential:cloud.key             a systemd credential (LoadCredential=)
#pragma once

#include "core/errors/finding.hpp"

namespace hf {

struct SecretReference {
    std::string value;

    static constexpr std::string_view type_name = "secret reference";
    static std::string check(std::string_view text);

    bool operator==(const SecretReference&) const = default;
};

// Adds a finding for each key that is named like a secret and holds something else than a reference.
void find_plain_secrets(const ValueMap& config, std::vector<Finding>& findings);

}  // namespace hf
