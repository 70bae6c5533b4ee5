#include "adapters/providers/aws/account/profile_credentials.hpp"

#include <fmt/format.h>

#include <set>

#include "adapters/providers/aws/credentials/process_credentials.hpp"

namespace hf::aws {
namespace {

constexpr std::chrono::seconds process_timeout{30};

// The settings of a profile from both files; those of the credentials file win.
std::optional<IniSection> section_of(const Environment& environment, const std::string& profile) {
    const auto config = read_ini(environment.file("AWS_CONFIG_FILE", "/.aws/config"));
    const auto secrets = read_ini(environment.file("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"));
    IniSection section;
    bool found = false;
    const auto take = [&](const IniFile& file, const std::string& name) {
        const auto it = file.find(name);
        if (it == file.end()) return;
        found = true;
        for (const auto& [key, value] : it->second) section[key] = value;
    };
    if (profile == "default") take(config, "default");
    take(config, "profile " + profile);
    take(secrets, profile);
    return found ? std::optional(std::move(section)) : std::nullopt;
}

std::string value_of(const IniSection& section, std::string_view key) {
    const auto it = section.find(key);
    return it == section.end() ? std::string{} : it->second;
}

class Resolution {
public:
    explicit Resolution(const ProfileContext& context) : context_(context) {}

    CredentialsResult of(const std::string& profile) {
        if (!seen_.insert(profile).second)
            return tl::make_unexpected(fmt::format("profile {} is a source of itself", profile));
        const auto section = section_of(context_.environment, profile);
        if (!section) return std::nullopt;
        if (!value_of(*section, "role_arn").empty()) return of_role(profile, *section);
        return of_keys(profile, *section);
    }

private:
    CredentialsResult of_keys(const std::string& profile, const IniSection& section) {
        Credentials credentials{value_of(section, "aws_access_key_id"),
                                value_of(section, "aws_secret_access_key"),
                                value_of(section, "aws_session_token"),
                                {}};
        if (!credentials.access_key_id.empty() && !credentials.secret_access_key.empty()) return credentials;
        if (const auto command = value_of(section, "credential_process"); !command.empty()) {
            auto result = credentials_of_process(command, process_timeout, context_.leaving);
            if (!result) return tl::make_unexpected(fmt::format("profile {}: {}", profile, result.error()));
            return result;
        }
        return std::nullopt;
    }

    CredentialsResult of_role(const std::string& profile, const IniSection& section) {
        Role role;
        role.arn = value_of(section, "role_arn");
        role.external_id = value_of(section, "external_id");
        role.web_identity_file = value_of(section, "web_identity_token_file");
        if (auto name = value_of(section, "role_session_name"); !name.empty()) role.session_name = std::move(name);
        if (!role.web_identity_file.empty()) return context_.assume(role, std::nullopt);
        auto base = base_of(profile, section);
        if (!base) return base;
        if (!*base) return tl::make_unexpected(fmt::format("profile {}: its source has no credentials", profile));
        return context_.assume(role, *base);
    }

    CredentialsResult base_of(const std::string& profile, const IniSection& section) {
        if (const auto source = value_of(section, "source_profile"); !source.empty()) {
            // A profile that names itself as its source means its own keys.
            if (source == profile) return of_keys(profile, section);
            return of(source);
        }
        const auto source = value_of(section, "credential_source");
        const auto it = context_.sources.find(source);
        if (it == context_.sources.end())
            return tl::make_unexpected(fmt::format(
                "profile {}: a role needs a source_profile, a credential_source of Environment, EcsContainer "
                "or Ec2InstanceMetadata, or a web_identity_token_file",
                profile));
        return it->second->fetch();
    }

    const ProfileContext& context_;
    std::set<std::string> seen_;
};

}  // namespace

CredentialsResult ProfileCredentials::fetch() {
    const auto wanted = profile_.empty() ? context_->environment.get("AWS_PROFILE") : std::optional(profile_);
    auto result = Resolution(*context_).of(wanted.value_or("default"));
    if (wanted && result && !*result)
        return tl::make_unexpected(fmt::format("profile {} is not there, or has no credentials", *wanted));
    return result;
}

CredentialsResult WebIdentityCredentials::fetch() {
    const auto file = context_->environment.get("AWS_WEB_IDENTITY_TOKEN_FILE");
    const auto arn = context_->environment.get("AWS_ROLE_ARN");
    if (!file || !arn) return std::nullopt;
    Role role;
    role.arn = *arn;
    role.web_identity_file = *file;
    if (const auto name = context_->environment.get("AWS_ROLE_SESSION_NAME")) role.session_name = *name;
    return context_->assume(role, std::nullopt);
}

std::optional<std::string> profile_setting(const Environment& environment, const std::string& profile,
                                           std::string_view key) {
    const auto name = profile.empty() ? environment.get("AWS_PROFILE").value_or("default") : profile;
    const auto section = section_of(environment, name);
    auto value = section ? value_of(*section, key) : std::string{};
    return value.empty() ? std::nullopt : std::optional(std::move(value));
}

}  // namespace hf::aws
