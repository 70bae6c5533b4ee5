#include "adapters/tls/certificate.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdexcept>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/secret_file.hpp"
#include "adapters/tls/openssl.hpp"

namespace hf {
namespace {

constexpr std::size_t longest_chain = 262'144;

// Returns what is wrong with the PEM text, or nothing.
std::string use_chain(SSL_CTX* context, const std::string& text) {
    const auto memory = bio_of(text);
    const Held<X509> own(PEM_read_bio_X509_AUX(memory.get(), nullptr, no_passphrase, nullptr));
    if (!own) return fmt::format("it holds no certificate in PEM ({})", why_openssl_failed());
    if (SSL_CTX_use_certificate(context, own.get()) != 1)
        return fmt::format("no server can use it ({})", why_openssl_failed());
    while (Held<X509> issuer{PEM_read_bio_X509(memory.get(), nullptr, no_passphrase, nullptr)})
        if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) return why_openssl_failed();
    const auto end = ERR_peek_last_error();
    const auto error = why_openssl_failed();
    if (ERR_GET_LIB(end) == ERR_LIB_PEM && ERR_GET_REASON(end) == PEM_R_NO_START_LINE) return {};
    return fmt::format("a certificate in it is damaged ({})", error);
}

std::string use_key(SSL_CTX* context, const std::string& text, const std::string& cert_path) {
    const auto memory = bio_of(text);
    const Held<EVP_PKEY> key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_passphrase, nullptr));
    if (!key) return fmt::format("it holds no private key in PEM, or one with a passphrase ({})", why_openssl_failed());
    if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1) {
        ERR_clear_error();
        return fmt::format("it is not the key to the certificate in {}", cert_path);
    }
    return SSL_CTX_use_PrivateKey(context, key.get()) == 1
               ? ""
               : fmt::format("no server can use it ({})", why_openssl_failed());
}

}  // namespace

tl::expected<Certificate, std::string> read_certificate(const std::string& cert_path, const std::string& key_path) {
    const auto chain = read_bounded_file(cert_path, longest_chain);
    if (!chain) return tl::make_unexpected(chain.error());
    const auto key = read_secret_file(key_path);
    if (!key) return tl::make_unexpected(key.error());
    Certificate context(SSL_CTX_new(TLS_server_method()), [](SSL_CTX* used) { SSL_CTX_free(used); });
    if (!context) throw std::runtime_error("OpenSSL can't serve TLS: " + why_openssl_failed());
    if (const auto fault = use_chain(context.get(), *chain); !fault.empty())
        return tl::make_unexpected(fmt::format("{}: {}", cert_path, fault));
    if (const auto fault = use_key(context.get(), *key, cert_path); !fault.empty())
        return tl::make_unexpected(fmt::format("{}: {}", key_path, fault));
    return context;
}

}  // namespace hf
