// Certificate: what a server shows in TLS handshakes, and the private key to it, as OpenSSL wants them.
//
//     auto certificate = read_certificate("/etc/hostfactory/exporter.crt", "/etc/hostfactory/exporter.key");
//     if (!certificate) fail(certificate.error());
//     serve(std::move(*certificate));
//
// The files are PEM: the server's certificate, and then those of its issuers, if clients need them; the key without a
// passphrase, and for its owner's eyes alone. A certificate does not change once it is read; any thread may use it.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

struct ssl_ctx_st;

namespace hf {

using Certificate = std::shared_ptr<ssl_ctx_st>;

// Errors: in words for people, with the path; they reveal nothing of the key.
tl::expected<Certificate, std::string> read_certificate(const std::string& cert_path, const std::string& key_path);

}  // namespace hf
