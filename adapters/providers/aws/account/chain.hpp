// Builds the usual chain of credentials: the references or the profile in the configuration;
// otherwise the environment, a web identity, the shared files, the container and the instance, in
// this order. If the configuration names a role, the chain's credentials are used to assume it.
#pragma once

#include "adapters/providers/aws/account/aws_config.hpp"
#include "adapters/providers/aws/api/pacing.hpp"
#include "adapters/providers/aws/credentials/credentials.hpp"
#include "adapters/providers/aws/credentials/environment.hpp"
#include "adapters/providers/aws/http/http_client.hpp"
#include "core/ports/clock.hpp"

namespace hf::aws {

struct ChainSettings {
    const AwsConfig& config;
    const std::string& region;
    const Environment& environment;
};

// `http`, `pacing` and `clock` must outlive the returned sources.
std::vector<std::unique_ptr<CredentialsSource>> credentials_chain(const ChainSettings& settings, HttpClient& http,
                                                                  Pacing& pacing, const Clock& clock);

}  // namespace hf::aws
