#include "exporter/tls_server.hpp"

// The macros of the HTTP library come from its pkg-config file.
#include <httplib.h>
#include <openssl/ssl.h>
#include <poll.h>

namespace hf::exporter {
namespace {

// OpenSSL calls it when a handshake needs the certificate. 0 ends the handshake.
int show_certificate(SSL* handshake, void* credentials) {
    const auto certificate = static_cast<const Credentials*>(credentials)->certificate();
    return certificate && SSL_set_SSL_CTX(handshake, certificate.get()) ? 1 : 0;
}

}  // namespace

std::unique_ptr<httplib::Server> make_server(const Credentials& credentials) {
    if (!credentials.has_tls()) return std::make_unique<httplib::Server>();
    return std::make_unique<httplib::SSLServer>([&](SSL_CTX& context) {
        // OpenSSL hands the pointer back as it is; show_certificate() takes it for const again.
        SSL_CTX_set_cert_cb(&context, show_certificate, const_cast<Credentials*>(&credentials));
        SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
        return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1;
    });
}

bool has_left(const ssl_st* connection) {
    if (!connection) return false;
    pollfd end{SSL_get_fd(connection), POLLRDHUP, 0};
    return ::poll(&end, 1, 0) > 0;
}

}  // namespace hf::exporter
