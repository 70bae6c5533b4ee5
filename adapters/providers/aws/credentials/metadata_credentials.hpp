// Credentials that the host of this process supplies: the container's endpoint
// (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI), and version 2 of the instance's metadata
// service, which requires a session.
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
    // Returns nothing if no metadata service answers: then the host is no EC2 instance.
    [[nodiscard]] CredentialsResult fetch() override;

private:
    HttpClient& http_;
    const Environment surroundings_;
    const std::string endpoint_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace hf::aws
