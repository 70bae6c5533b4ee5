// Credentials that the place where we run gives out: the container's endpoint
// (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI), and the instance's metadata
// service in its second version, which wants a session of its own.
#pragma once

#include <chrono>

#include "adapters/providers/aws/credentials/credentials.hpp"
#include "adapters/providers/aws/credentials/environment.hpp"
#include "adapters/providers/aws/http/http_client.hpp"

namespace hf::aws {

class ContainerCredentials final : public CredentialsSource {
public:
    ContainerCredentials(HttpClient& http, Environment environment)
        : http_(http), surroundings_(std::move(environment)) {}
    [[nodiscard]] CredentialsResult fetch() override;

private:
    HttpClient& http_;
    const Environment surroundings_;
};

class InstanceCredentials final : public CredentialsSource {
public:
    InstanceCredentials(HttpClient& http, Environment environment, std::string endpoint,
                        std::chrono::milliseconds timeout)
        : http_(http), surroundings_(std::move(environment)), endpoint_(std::move(endpoint)), timeout_(timeout) {}
    // Nothing where no metadata service answers: we are on no instance then.
    [[nodiscard]] CredentialsResult fetch() override;

private:
    HttpClient& http_;
    const Environment surroundings_;
    const std::string endpoint_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace hf::aws
