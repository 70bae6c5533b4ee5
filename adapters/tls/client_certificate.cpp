#include "adapters/tls/client_certificate.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>

namespace hf {
namespace {

constexpr std::time_t last_second = 9'000'000'000;

Certificate context_of(SSL* connection) {
    auto* context = SSL_get_SSL_CTX(connection);
    SSL_CTX_up_ref(context);
    return {context, [](SSL_CTX* used) { SSL_CTX_free(used); }};
}

std::string subject_of(const X509* shown) {
    const Held<BIO> text(BIO_new(BIO_s_mem()));
    // Letters beyond ASCII stand as they are and not as \C3\BC, as a configuration has them.
    if (!text || X509_NAME_print_ex(text.get(), X509_get_subject_name(shown), 0,
                                    XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) < 0)
        return {};
    char* begin = nullptr;
    const auto size = BIO_get_mem_data(text.get(), &begin);
    return {begin, static_cast<std::size_t>(size)};
}

std::chrono::system_clock::time_point end_of(const X509* shown) {
    std::tm end{};
    // An end that can't be read has been.
    if (ASN1_TIME_to_tm(X509_get0_notAfter(shown), &end) != 1) return {};
    // Many certificates end in the year 9999, which the clock does not have.
    return std::chrono::system_clock::from_time_t(std::min(::timegm(&end), last_second));
}

// A name with a NUL byte is that of another host to everybody who reads it as C does.
void add_name(const ASN1_IA5STRING* text, std::vector<std::string>& names) {
    std::string name(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                     static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (!name.empty() && name.find('\0') == std::string::npos) names.push_back(std::move(name));
}

}  // namespace

std::shared_ptr<const ClientCertificate> ClientCertificate::of(ssl_st* connection) {
    Held<X509> shown(SSL_get1_peer_certificate(connection));
    if (!shown || SSL_get_verify_result(connection) != X509_V_OK) return nullptr;
    return std::shared_ptr<const ClientCertificate>(new ClientCertificate(connection, std::move(shown)));
}

ClientCertificate::ClientCertificate(ssl_st* connection, Held<X509> shown)
    : verified_by_(context_of(connection)),
      shown_(std::move(shown)),
      chain_(X509_chain_up_ref(SSL_get_peer_cert_chain(connection))),
      subject_(subject_of(shown_.get())),
      end_(end_of(shown_.get())) {
    read_names();
}

void ClientCertificate::read_names() {
    const Held<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(shown_.get(), NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) add_name(name->d.dNSName, dns_names_);
        if (name->type == GEN_URI) add_name(name->d.uniformResourceIdentifier, uris_);
        if (name->type == GEN_EMAIL) add_name(name->d.rfc822Name, emails_);
    }
    for (auto& name : dns_names_)
        std::ranges::transform(name, name.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

bool ClientCertificate::is_good_for(const Certificate& context) const {
    if (std::chrono::system_clock::now() >= end_ || !context) return false;
    if (context == verified_by_) return true;
    const Held<X509_STORE_CTX> verification(X509_STORE_CTX_new());
    if (!verification ||
        X509_STORE_CTX_init(verification.get(), SSL_CTX_get_cert_store(context.get()), shown_.get(), chain_.get()) != 1)
        return false;
    const bool is_good =
        X509_STORE_CTX_set_default(verification.get(), "ssl_client") == 1 && X509_verify_cert(verification.get()) == 1;
    if (!is_good) why_openssl_failed();
    return is_good;
}

}  // namespace hf
