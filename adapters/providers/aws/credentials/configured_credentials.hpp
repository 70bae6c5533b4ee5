// ConfiguredCredentials: credentials that the provider's configuration refers to.
#pragma once

#include <utility>

#include "adapters/providers/aws/credentials/credentials.hpp"
#include "adapters/system/secret.hpp"

namespace hf::aws {

class ConfiguredCredentials final : public CredentialsSource {
public:
    ConfiguredCredentials(SecretReference id, SecretReference secret, std::optional<SecretReference> session)
        : id_(std::move(id)), secret_(std::move(secret)), session_(std::move(session)) {}
    [[nodiscard]] CredentialsResult fetch() override {
        Credentials credentials;
        if (auto wrong = read(id_, credentials.access_key_id)) return tl::make_unexpected(*wrong);
        if (auto wrong = read(secret_, credentials.secret_access_key)) return tl::make_unexpected(*wrong);
        if (!session_) return credentials;
        if (auto wrong = read(*session_, credentials.session_token)) return tl::make_unexpected(*wrong);
        return credentials;
    }

private:
    static std::optional<std::string> read(const SecretReference& reference, std::string& into) {
        auto secret = secret_of(reference);
        if (!secret) return std::move(secret.error());
        into = std::move(*secret);
        return std::nullopt;
    }

    const SecretReference id_;
    const SecretReference secret_;
    const std::optional<SecretReference> session_;
};

}  // namespace hf::aws
