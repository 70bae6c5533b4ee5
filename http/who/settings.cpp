#include "http/who/settings.hpp"

#include <fmt/format.h>

#include <set>

#include "adapters/system/writers.hpp"
#include "adapters/yaml/yaml_source.hpp"

namespace hf::http {
namespace {

constexpr std::string_view also_in_principals = "-_.@+";

bool is_loopback(std::string_view url) {
    for (const std::string_view host : {"http://127.0.0.1", "http://[::1]", "http://localhost"})
        if (url.starts_with(host) && (url.size() == host.size() || url[host.size()] == ':' || url[host.size()] == '/'))
            return true;
    return false;
}

// True for a character that no principal's name has.
bool is_foreign(char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !is_letter && also_in_principals.find(c) == std::string_view::npos;
}

void check_certificates(const GatewaySettings& settings, std::vector<Finding>& findings) {
    const bool has_authority = settings.tls && settings.tls->client_ca;
    if (!settings.certificates.empty() && !has_authority)
        findings.push_back({"certificates", "are of nobody without tls.client_ca, the authorities that make them"});
    if (settings.certificates.empty() && has_authority)
        findings.push_back({"tls.client_ca", "lets nobody in without certificates, which says who their holders are"});
    std::set<std::string> taken;
    for (std::size_t i = 0; i < settings.certificates.size(); ++i) {
        const auto& holder = settings.certificates[i];
        const auto here = fmt::format("certificates[{}]", i);
        int names = 0;
        for (const auto& [kind, name] : {std::pair{"subject", &holder.subject}, std::pair{"dns", &holder.dns},
                                         std::pair{"uri", &holder.uri}, std::pair{"email", &holder.email}}) {
            if (!*name) continue;
            ++names;
            if (!taken.insert(fmt::format("{}\n{}", kind, **name)).second)
                findings.push_back({fmt::format("{}.{}", here, kind), "is that of another one, too"});
        }
        if (names != 1)
            findings.push_back({here, fmt::format("has {} of subject, dns, uri and email; give exactly one",
                                                  names == 0 ? "none" : "several")});
    }
}

void check_issuers(const GatewaySettings& settings, std::vector<Finding>& findings) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < settings.oidc.size(); ++i) {
        const auto& issuer = settings.oidc[i];
        const auto here = fmt::format("oidc[{}].", i);
        if (!taken.insert(issuer.issuer).second) findings.push_back({here + "issuer", "is that of another one, too"});
        if (issuer.keys.find("://") != std::string::npos && !issuer.keys.starts_with("https://") &&
            !is_loopback(issuer.keys))
            findings.push_back({here + "keys", "must begin with https://, or keys could be exchanged on their way"});
        if (issuer.others_as && std::ranges::none_of(*issuer.others_as, is_foreign))
            findings.push_back({here + "others_as",
                                "must have a character that no principal's name has, such as / or :, so that nobody "
                                "gets the name of a principal"});
        if (issuer.principals.empty() && !issuer.others_as)
            findings.push_back({here + "principals", "says of nobody who it is, and others_as is not there either"});
    }
}

void check_users(const GatewaySettings& settings, std::vector<Finding>& findings) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < settings.unix_users.size(); ++i)
        if (!taken.insert(settings.unix_users[i].user).second)
            findings.push_back({fmt::format("unix_users[{}].user", i), "is that of another one, too"});
}

}  // namespace

std::vector<Finding> findings_in(const GatewaySettings& settings) {
    std::vector<Finding> findings;
    const bool is_required = settings.authentication == Authentication::required;
    if (is_required && !settings.has_authenticator())
        findings.push_back({"authentication",
                            "is required, and nobody could be known: give tokens, oidc, certificates or unix_users, or "
                            "say \"authentication: none\""});
    if (!is_required && settings.has_authenticator())
        findings.push_back({"authentication",
                            "is none, so that nobody is asked for tokens, oidc, certificates or unix_users; say "
                            "\"authentication: required\""});
    check_certificates(settings, findings);
    check_users(settings, findings);
    check_issuers(settings, findings);
    return findings;
}

tl::expected<GatewaySettings, std::string> load_gateway_settings(const std::string& file) {
    // Everybody who can write there can become anybody at the next reload.
    if (auto fault = fault_of_writers(file)) return tl::make_unexpected(std::move(*fault));
    GatewaySettings settings;
    if (const auto problem = decode_yaml_file(file, settings)) return tl::make_unexpected(in_words(*problem));
    const auto findings = findings_in(settings);
    if (const auto problem = problem_of(file, findings)) return tl::make_unexpected(in_words(*problem));
    return settings;
}

}  // namespace hf::http
