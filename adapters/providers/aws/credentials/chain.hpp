// The usual chain: the configuration's references or profile; else the environment, a web
// identity, the shared files, the container, the instance, in this order. Where the
// configuration names a role, it is assumed with what the chain gives.
#pragma once

#include "adapters/providers/aws/api/pacing.hpp"
#include "adapters/providers/aws/aws_config.hpp"
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

// `http`, `pacing` and `clock` must outlive what is made.
std::vector<std::unique_ptr<CredentialsSource>> credentials_chain(const ChainSettings& settings, HttpClient& http,
                                                                  Pacing& pacing, const Clock& clock);

}  // namespace hf::aws
