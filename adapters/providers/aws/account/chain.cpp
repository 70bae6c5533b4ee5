#include "adapters/providers/aws/account/chain.hpp"

#include "adapters/providers/aws/account/profile_credentials.hpp"
#include "adapters/providers/aws/credentials/configured_credentials.hpp"
#include "adapters/providers/aws/credentials/environment_credentials.hpp"
#include "adapters/providers/aws/credentials/metadata_credentials.hpp"

namespace hf::aws {
namespace {

constexpr std::chrono::seconds metadata_timeout{1};

class FixedCredentials final : public CredentialsSource {
public:
    explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
    [[nodiscard]] CredentialsResult fetch() override { return credentials_; }

private:
    const Credentials credentials_;
};

RoleAssumer assumer(const Service& sts, HttpClient& http, Pacing& pacing, const Clock& clock) {
    return [sts, &http, &pacing, &clock](const Role& role, const std::optional<Credentials>& base) {
        std::vector<std::unique_ptr<CredentialsSource>> sources;
        if (base) sources.push_back(std::make_unique<FixedCredentials>(*base));
        CurrentCredentials current(std::move(sources), clock);
        Caller caller(http, sts, base ? &current : nullptr, pacing, clock, std::chrono::seconds{10});
        return assume(caller, role);
    };
}

// Assumes the configured role with the first credentials that the rest of the chain gives.
class RoleCredentials final : public CredentialsSource {
public:
    RoleCredentials(Role role, RoleAssumer assume, std::vector<std::unique_ptr<CredentialsSource>> base)
        : role_(std::move(role)), assume_(std::move(assume)), base_(std::move(base)) {}

    [[nodiscard]] CredentialsResult fetch() override {
        for (const auto& source : base_) {
            auto credentials = source->fetch();
            if (!credentials) return credentials;
            if (*credentials) return assume_(role_, *credentials);
        }
        return std::nullopt;
    }

private:
    const Role role_;
    const RoleAssumer assume_;
    const std::vector<std::unique_ptr<CredentialsSource>> base_;
};

}  // namespace

std::vector<std::unique_ptr<CredentialsSource>> credentials_chain(const ChainSettings& settings, HttpClient& http,
                                                                  Pacing& pacing, const Clock& clock) {
    const auto& [config, region, environment] = settings;
    auto context = std::make_shared<ProfileContext>();
    context->environment = environment;
    context->assume = assumer(sts_service(region, config.sts_endpoint), http, pacing, clock);
    context->leaving = [&http] { return http.leaving().begun(); };
    const auto variables = std::make_shared<EnvironmentCredentials>(environment);
    const auto container = std::make_shared<ContainerCredentials>(http, environment);
    const auto instance =
        std::make_shared<InstanceCredentials>(http, environment, config.metadata_endpoint, metadata_timeout);
    context->sources = {{"Environment", variables}, {"EcsContainer", container}, {"Ec2InstanceMetadata", instance}};

    std::vector<std::unique_ptr<CredentialsSource>> sources;
    if (config.access_key_id && config.secret_access_key) {
        sources.push_back(std::make_unique<ConfiguredCredentials>(*config.access_key_id, *config.secret_access_key,
                                                                  config.session_token));
    } else if (!config.profile.empty()) {
        sources.push_back(std::make_unique<ProfileCredentials>(config.profile, context));
    } else {
        sources.push_back(std::make_unique<EnvironmentCredentials>(*variables));
        sources.push_back(std::make_unique<WebIdentityCredentials>(context));
        sources.push_back(std::make_unique<ProfileCredentials>("", context));
        sources.push_back(std::make_unique<ContainerCredentials>(*container));
        sources.push_back(std::make_unique<InstanceCredentials>(*instance));
    }
    if (config.role_arn.empty()) return sources;
    Role role;
    role.arn = config.role_arn;
    role.external_id = config.external_id;
    std::vector<std::unique_ptr<CredentialsSource>> assumed;
    assumed.push_back(std::make_unique<RoleCredentials>(std::move(role), context->assume, std::move(sources)));
    return assumed;
}

}  // namespace hf::aws
