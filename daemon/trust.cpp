#include "daemon/trust.hpp"

#include <array>
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

void check_key(std::string name, const SecretReference& reference, std::vector<Finding>& findings) {
    if (is_out_of_reach(reference)) return;
    if (auto key = read_key(reference); !key) findings.push_back({std::move(name), std::move(key.error())});
}

constexpr std::array each_endpoint{std::pair("commands", &Endpoints::commands),
                                   std::pair("queries", &Endpoints::queries), std::pair("events", &Endpoints::events)};

// A client's file has one key for all three addresses, so each of them needs a next one.
void check_next(const SecuritySettings& settings, const Endpoints& endpoints, std::vector<Finding>& findings) {
    if (settings.next_server_key.has_value() != settings.next_endpoints.has_value())
        findings.push_back({settings.next_server_key ? "security.next_endpoints" : "security.next_server_key",
                            "is missing: next_server_key and next_endpoints belong together"});
    if (settings.next_server_key) check_key("security.next_server_key", *settings.next_server_key, findings);
    if (!settings.next_endpoints) return;
    for (const auto& [name, which] : each_endpoint) {
        const auto& next = (*settings.next_endpoints).*which;
        const auto field = fmt::format("security.next_endpoints.{}", name);
        if (!(endpoints.*which).is_tcp())
            findings.push_back(
                {field, fmt::format("is of no use: endpoints.{} is no TCP address and has no key", name)});
        else if (!next.is_tcp())
            findings.push_back({field, fmt::format("must be a TCP address, not \"{}\"", next.value)});
        else if (next.is_any_port())
            findings.push_back({field, "must name a port, which clients have to know"});
    }
}

void check_curve(const SecuritySettings& settings, std::vector<Finding>& findings) {
    if (!settings.server_key)
        findings.push_back({"security.server_key", "is missing; `hostfactoryctl key generate DIR` makes one"});
    else
        check_key("security.server_key", *settings.server_key, findings);
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

ListenOptions Trust::listen_on(const Endpoints& endpoints, Endpoint Endpoints::*which, const Limits& limits) const {
    const auto& endpoint = endpoints.*which;
    ListenOptions listen;
    listen.endpoint = endpoint.value;
    listen.max_frame_bytes = limits.frame_bytes;
    listen.most_connections = {.of_all = limits.connections, .of_one = limits.connections_of_one};
    listen.admission = admission;
    if (endpoint.is_tcp()) listen.server_key = server_key;
    if (next_server_key) listen.next = {((*next_endpoints).*which).value, *next_server_key};
    return listen;
}

Trust trust_of(const std::optional<SecuritySettings>& settings) {
    Trust trust;
    if (!settings || !settings->principals) return trust;
    trust.admission = ListenOptions::Admission::asked;
    if (settings->mechanism == Mechanism::none) return trust;
    const auto key_of = [](const SecretReference& reference, std::string_view name) {
        auto key = read_key(reference);
        if (!key) throw std::runtime_error(fmt::format("security.{}: {}", name, key.error()));
        return std::move(*key);
    };
    trust.server_key = key_of(settings->server_key.value(), "server_key");
    if (!settings->next_server_key) return trust;
    trust.next_server_key = key_of(*settings->next_server_key, "next_server_key");
    trust.next_endpoints = settings->next_endpoints.value();
    return trust;
}

std::vector<Finding> faults_of_security(const std::optional<SecuritySettings>& settings, const Endpoints& endpoints) {
    std::vector<Finding> findings;
    for (const auto& [name, which] : each_endpoint)
        if (auto fault = fault_of(endpoints.*which, settings))
            findings.push_back({fmt::format("endpoints.{}", name), std::move(*fault)});
    if (!settings) return findings;
    if (settings->mechanism == Mechanism::curve) {
        check_curve(*settings, findings);
        check_next(*settings, endpoints, findings);
    } else {
        constexpr auto why = "is of no use without security.mechanism: curve";
        if (settings->server_key) findings.push_back({"security.server_key", why});
        if (settings->next_server_key) findings.push_back({"security.next_server_key", why});
        if (settings->next_endpoints) findings.push_back({"security.next_endpoints", why});
    }
    if (settings->visibility == Visibility::own && !settings->principals)
        findings.push_back({"security.visibility", "own is of no use without security.principals"});
    if (settings->principals)
        if (auto principals = load_principals(*settings->principals); !principals)
            findings.push_back({"security.principals", std::move(principals.error())});
    return findings;
}

}  // namespace hf
