// Credentials of a profile in the shared files (~/.aws/config, ~/.aws/credentials): its own keys, a
// credential_process, or a role that is assumed with a source profile, with the credentials of the
// environment, container or instance, or with a web identity. WebIdentityCredentials are those of
// the role AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE.
#pragma once

#include <functional>

#include "adapters/providers/aws/account/assume_role.hpp"
#include "adapters/providers/aws/credentials/environment.hpp"
#include "adapters/providers/aws/credentials/ini_file.hpp"

namespace hf::aws {

// Calls STS, signed with these credentials, or unsigned without any.
using RoleAssumer = std::function<CredentialsResult(const Role&, const std::optional<Credentials>&)>;

struct ProfileContext {
    Environment environment;
    RoleAssumer assume;
    // By the values of credential_source: "Environment", "EcsContainer", "Ec2InstanceMetadata".
    std::map<std::string, std::shared_ptr<CredentialsSource>, std::less<>> sources;
    std::function<bool()> leaving{};  // whether a credential_process is to be left
};

class ProfileCredentials final : public CredentialsSource {
public:
    // An empty name means AWS_PROFILE or "default", which need not exist.
    ProfileCredentials(std::string profile, std::shared_ptr<const ProfileContext> context)
        : profile_(std::move(profile)), context_(std::move(context)) {}
    [[nodiscard]] CredentialsResult fetch() override;

private:
    const std::string profile_;
    const std::shared_ptr<const ProfileContext> context_;
};

class WebIdentityCredentials final : public CredentialsSource {
public:
    explicit WebIdentityCredentials(std::shared_ptr<const ProfileContext> context) : context_(std::move(context)) {}
    [[nodiscard]] CredentialsResult fetch() override;

private:
    const std::shared_ptr<const ProfileContext> context_;
};

// Returns a key of the profile (such as region), or nothing.
std::optional<std::string> profile_setting(const Environment& environment, const std::string& profile,
                                           std::string_view key);

}  // namespace hf::aws
