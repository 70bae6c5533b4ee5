// GatewaySettings: what a site says of who may come by HTTP, in a file of its own. Declared like a message, so unknown
// keys and wrong values are reported with file, line and a hint.
//
//     auto settings = load_gateway_settings("/etc/hostfactory/http.yaml");
//     if (!settings) fail(settings.error());  // "file:3: oidc[0].audiance is not known here; did you mean …"
//
// Any thread may call it. Errors: in words for people.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/access/principal.hpp"
#include "http/who/jwt/algorithm.hpp"

namespace hf::http {

struct TlsSettings {
    std::string cert;
    std::string key;
    std::optional<std::string> client_ca{};

    static constexpr auto describe = message(
        "tls", "What TCP connections are encrypted with.",
        field<&TlsSettings::cert>("cert", "the file of the certificate (PEM)").between(1, 4096),
        field<&TlsSettings::key>("key", "the file of the private key to it (PEM)").between(1, 4096),
        field<&TlsSettings::client_ca>("client_ca", "the file of the authorities of clients' certificates (PEM)")
            .between(1, 4096));
};

// The holder of a certificate that has this name is the principal; exactly one name.
struct CertificateHolder {
    PrincipalName principal;
    std::optional<std::string> subject{};
    std::optional<std::string> dns{};
    std::optional<std::string> uri{};
    std::optional<std::string> email{};

    static constexpr auto describe = message(
        "certificate", "Who the holder of a client's certificate is.",
        field<&CertificateHolder::principal>("principal", "who it is"),
        field<&CertificateHolder::subject>("subject", "the whole subject, as RFC 2253 writes it: CN=portal,O=Example")
            .between(1, 1024),
        field<&CertificateHolder::dns>("dns", "a host among the alternative names").between(1, 255),
        field<&CertificateHolder::uri>("uri", "a URI among the alternative names").between(1, 1024),
        field<&CertificateHolder::email>("email", "an address among the alternative names").between(1, 320));
};

struct UnixUserHolder {
    PrincipalName principal;
    std::string user;

    static constexpr auto describe =
        message("unix_user", "Who a process of this host is, at a Unix socket.",
                field<&UnixUserHolder::principal>("principal", "who it is"),
                field<&UnixUserHolder::user>("user", "the user of the process, by the kernel's word").between(1, 256));
};

struct IssuerSettings {
    std::string issuer;
    std::string audience;
    std::string keys;
    std::optional<std::string> ca_file{};
    std::vector<Algorithm> algorithms{Algorithm::RS256, Algorithm::ES256};
    std::string claim = "sub";
    std::map<std::string, PrincipalName, std::less<>> principals{};
    std::optional<std::string> others_as{};
    std::uint32_t leeway_s = 60;
    std::uint32_t refresh_s = 900;
    std::uint32_t pause_s = 30;

    static constexpr auto describe = message(
        "oidc", "An issuer of tokens.",
        field<&IssuerSettings::issuer>("issuer", "what its tokens call it (iss)").between(1, 1024),
        field<&IssuerSettings::audience>("audience", "for whom its tokens must be (aud)").between(1, 1024),
        field<&IssuerSettings::keys>("keys", "where its keys are: a URL that begins with https://, or a file")
            .between(1, 4096),
        field<&IssuerSettings::ca_file>("ca_file", "whose certificates count at that URL; without it, the host's")
            .between(1, 4096),
        field<&IssuerSettings::algorithms>("algorithms",
                                           "RS256, RS384, RS512, PS256, ES256, ES384 or EdDSA; a key of a kind for "
                                           "which there are several is for the first")
            .optional()
            .between(1, 7),
        field<&IssuerSettings::claim>("claim", "which claim says who it is").optional().between(1, 128),
        field<&IssuerSettings::principals>("principals", "the principal for each value of that claim")
            .optional()
            .between(0, 100'000),
        field<&IssuerSettings::others_as>("others_as",
                                          "before any other value of the claim, this makes the name of somebody whom "
                                          "the site does not know: corp/ makes corp/maria")
            .between(2, 64),
        field<&IssuerSettings::leeway_s>("leeway_s", "how far its clock may be from this one")
            .optional()
            .between(0, 300),
        field<&IssuerSettings::refresh_s>("refresh_s", "how often its keys are fetched").optional().between(1, 86'400),
        field<&IssuerSettings::pause_s>("pause_s", "how long to wait after one fetch for the next")
            .optional()
            .between(1, 3600));
};

// required: nobody is answered without credentials.
enum class Authentication : std::uint8_t { required, none };
constexpr auto names_of(Authentication) { return std::to_array<std::string_view>({"required", "none"}); }

struct GatewaySettings {
    Authentication authentication = Authentication::required;
    std::optional<TlsSettings> tls{};
    std::vector<CertificateHolder> certificates{};
    std::vector<UnixUserHolder> unix_users{};
    std::optional<std::string> tokens{};
    std::vector<IssuerSettings> oidc{};

    [[nodiscard]] bool has_authenticator() const {
        return !certificates.empty() || !unix_users.empty() || tokens || !oidc.empty();
    }

    static constexpr auto describe = message(
        "http", "Who may come by HTTP.",
        field<&GatewaySettings::authentication>("authentication",
                                                "required: who has no credentials is refused; none: who reaches the "
                                                "gateway may do what its principal may")
            .optional(),
        field<&GatewaySettings::tls>("tls", "what TCP connections are encrypted with"),
        field<&GatewaySettings::certificates>("certificates", "who holders of clients' certificates are")
            .optional()
            .between(0, 10'000),
        field<&GatewaySettings::unix_users>("unix_users", "who processes of this host are, at a Unix socket")
            .optional()
            .between(0, 10'000),
        field<&GatewaySettings::tokens>("tokens", "the file of tokens").between(1, 4096),
        field<&GatewaySettings::oidc>("oidc", "issuers of tokens").optional().between(0, 20));
};

tl::expected<GatewaySettings, std::string> load_gateway_settings(const std::string& file);

// What no field can know by itself, with the path of each: also for settings that come from a command line.
std::vector<Finding> findings_in(const GatewaySettings& settings);

}  // namespace hf::http
