#include "daemon/trust.hpp"

#include <cstdlib>
#include <stdexcept>

#include "adapters/system/secret.hpp"
#include "adapters/zeromq/curve.hpp"
#include "daemon/principals_file.hpp"

namespace hf {
namespace {

tl::expected<KeyPair, std::string> read_key(const SecretReference& reference) {
    auto secret = secret_of(reference, Readers::owner);
    if (!secret) return tl::make_unexpected(std::move(secret.error()));
    auto pair = zeromq::pair_of(*secret);
    if (!pair) return tl::make_unexpected(fmt::format("{} {}", reference.value, pair.error()));
    return std::move(*pair);
}

// systemd hands credentials to the service alone, so that a check by hand can't see them.
bool is_out_of_reach(const SecretReference& reference) {
    return reference.value.starts_with("credential:") && std::getenv("CREDENTIALS_DIRECTORY") == nullptr;
}

void check_curve(const SecuritySettings& settings, std::vector<Finding>& findings) {
    if (!settings.server_key)
        findings.push_back({"security.server_key", "is missing; `hostfactoryctl key generate DIR` makes one"});
    else if (!is_out_of_reach(*settings.server_key))
        if (auto key = read_key(*settings.server_key); !key)
            findings.push_back({"security.server_key", std::move(key.error())});
    if (!settings.principals)
        findings.push_back({"security.principals", "is missing; without it nobody would be let in"});
}

std::optional<std::string> fault_of(const Endpoint& endpoint, const std::optional<SecuritySettings>& settings) {
    const bool curve = settings && settings->mechanism == Mechanism::curve;
    if (!endpoint.is_tcp() || curve) return std::nullopt;
    if (settings && settings->principals)
        return "is a TCP address, where principals are known by security.mechanism: curve alone";
    if (!endpoint.is_open_to_other_hosts() || (settings && settings->i_know)) return std::nullopt;
    return "can be reached from other hosts, by everybody; set security.mechanism: curve (docs/SECURITY.md), or "
           "security: {mechanism: none, i_know: true} where something else keeps strangers away";
}

}  // namespace

ListenOptions Trust::listen_on(const Endpoint& endpoint, const Limits& limits) const {
    ListenOptions listen;
    listen.endpoint = endpoint.value;
    listen.max_frame_bytes = limits.frame_bytes;
    listen.most_connections = {.of_all = limits.connections, .of_one = limits.connections_of_one};
    listen.admission = admission;
    if (endpoint.is_tcp()) listen.server_key = server_key;
    return listen;
}

Trust trust_of(const std::optional<SecuritySettings>& settings) {
    Trust trust;
    if (!settings || !settings->principals) return trust;
    trust.admission = ListenOptions::Admission::asked;
    if (settings->mechanism == Mechanism::none) return trust;
    auto key = read_key(settings->server_key.value());
    if (!key) throw std::runtime_error("security.server_key: " + key.error());
    trust.server_key = std::move(*key);
    return trust;
}

std::vector<Finding> faults_of_security(const std::optional<SecuritySettings>& settings,
                                        std::span<const std::pair<std::string, Endpoint>> endpoints) {
    std::vector<Finding> findings;
    for (const auto& [name, endpoint] : endpoints)
        if (auto fault = fault_of(endpoint, settings)) findings.push_back({name, std::move(*fault)});
    if (!settings) return findings;
    if (settings->mechanism == Mechanism::curve) check_curve(*settings, findings);
    if (settings->mechanism == Mechanism::none && settings->server_key)
        findings.push_back({"security.server_key", "is of no use without security.mechanism: curve"});
    if (settings->principals)
        if (auto principals = load_principals(*settings->principals); !principals)
            findings.push_back({"security.principals", std::move(principals.error())});
    return findings;
}

}  // namespace hf
