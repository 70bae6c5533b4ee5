// What a server speaks TLS with: its certificate, which versions it takes, and which clients' certificates.
//
//     auto context = read_server_context({.cert = "/etc/hostfactory/http.crt", .key = "/etc/hostfactory/http.key"});
//     if (!context) fail(context.error());
//     serve(std::move(*context));
//
// TLS 1.2 or newer, no renegotiation, and no session is resumed: each connection shows anew who is there. A client may
// do without a certificate; one that is shown must be of an authority of `client_ca`, or the handshake fails.
//
// Any thread may call it. Errors: in words for people, with the path; they reveal nothing of the key.
#pragma once

#include <optional>

#include "adapters/tls/certificate.hpp"

namespace hf {

struct ServerFiles {
    std::string cert;                        // PEM, with the certificates of its issuers
    std::string key;                         // PEM, for its owner's eyes alone
    std::optional<std::string> client_ca{};  // PEM: the authorities whose certificates clients may show
};

tl::expected<Certificate, std::string> read_server_context(const ServerFiles& files);

}  // namespace hf
