#include "adapters/tls/server_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/writers.hpp"
#include "adapters/tls/openssl.hpp"

namespace hf {
namespace {

constexpr std::size_t most_bytes_of_authorities = 1 << 20;

// Returns what is wrong with the PEM text, or nothing.
std::string admit_clients_of(SSL_CTX* context, const std::string& text) {
    const auto memory = bio_of(text);
    int count = 0;
    while (Held<X509> authority{PEM_read_bio_X509(memory.get(), nullptr, no_passphrase, nullptr)}) {
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1 ||
            SSL_CTX_add_client_CA(context, authority.get()) != 1)
            return why_openssl_failed();
        ++count;
    }
    const auto end = ERR_peek_last_error();
    const auto error = why_openssl_failed();
    if (ERR_GET_LIB(end) != ERR_LIB_PEM || ERR_GET_REASON(end) != PEM_R_NO_START_LINE)
        return fmt::format("a certificate in it is damaged ({})", error);
    return count > 0 ? "" : "it holds no certificate in PEM";
}

}  // namespace

tl::expected<Certificate, std::string> read_server_context(const ServerFiles& files) {
    auto context = read_certificate(files.cert, files.key);
    if (!context) return context;
    if (SSL_CTX_set_min_proto_version(context->get(), TLS1_2_VERSION) != 1)
        return tl::make_unexpected(fmt::format("OpenSSL has no TLS 1.2 here ({})", why_openssl_failed()));
    SSL_CTX_set_options(context->get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                            SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context->get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context->get(), 0);
    if (!files.client_ca) return context;
    // Somebody who can write there can make certificates of anybody.
    if (auto fault = fault_of_writers(*files.client_ca)) return tl::make_unexpected(std::move(*fault));
    const auto text = read_bounded_file(*files.client_ca, most_bytes_of_authorities);
    if (!text) return tl::make_unexpected(text.error());
    if (const auto fault = admit_clients_of(context->get(), *text); !fault.empty())
        return tl::make_unexpected(fmt::format("{}: {}", *files.client_ca, fault));
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

}  // namespace hf
