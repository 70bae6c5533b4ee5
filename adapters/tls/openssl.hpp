// Objects of OpenSSL that free themselves, and its reasons in words.
//
//     const Held<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio_of(text).get(), nullptr, no_passphrase, nullptr));
//     if (!key) fail(why_openssl_failed());  // "no start line"
//
// Any thread may call these; OpenSSL keeps its errors by thread. bio_of() throws std::bad_alloc.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace hf {

struct Release {
    void operator()(BIO* memory) const { BIO_free(memory); }
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_STORE_CTX* verification) const { X509_STORE_CTX_free(verification); }
    void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
template <class T>
using Held = std::unique_ptr<T, Release>;

// Takes OpenSSL's last error away, so that no later call on this thread is taken to have failed with it.
std::string why_openssl_failed();

// The text as OpenSSL reads a file; it must outlive what is returned.
Held<BIO> bio_of(std::string_view text);

// Without it OpenSSL would ask for a passphrase at the terminal.
int no_passphrase(char*, int, int, void*);

}  // namespace hf
