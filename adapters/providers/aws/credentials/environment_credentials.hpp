// EnvironmentCredentials: credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
#pragma once

#include "adapters/providers/aws/credentials/credentials.hpp"
#include "adapters/providers/aws/credentials/environment.hpp"

namespace hf::aws {

class EnvironmentCredentials final : public CredentialsSource {
public:
    explicit EnvironmentCredentials(Environment environment) : surroundings_(std::move(environment)) {}
    [[nodiscard]] CredentialsResult fetch() override {
        const auto id = surroundings_.get("AWS_ACCESS_KEY_ID");
        const auto secret = surroundings_.get("AWS_SECRET_ACCESS_KEY");
        if (!id && !secret) return std::nullopt;
        if (!id || !secret)
            return tl::make_unexpected("the environment has only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        return Credentials{*id, *secret, surroundings_.get("AWS_SESSION_TOKEN").value_or(""), {}};
    }

private:
    const Environment surroundings_;
};

}  // namespace hf::aws
