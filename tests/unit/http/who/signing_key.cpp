#include "tests/unit/http/who/signing_key.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "http/who/jwt/base64url.hpp"

namespace hf::http {
namespace {

EVP_PKEY* new_key(Algorithm algorithm, unsigned rsa_bits) {
    switch (algorithm) {
        case Algorithm::ES256: return EVP_EC_gen("P-256");
        case Algorithm::ES384: return EVP_EC_gen("P-384");
        case Algorithm::EdDSA: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        default: return EVP_RSA_gen(rsa_bits);
    }
}

std::string number_of(const EVP_PKEY* key, const char* name, int least = 0) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error(name);
    const Held<BIGNUM> held(number);
    std::string bytes(static_cast<std::size_t>(std::max(BN_num_bytes(number), least)), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return base64url(bytes);
}

const EVP_MD* digest_for(Algorithm algorithm) {
    if (algorithm == Algorithm::EdDSA) return nullptr;
    if (algorithm == Algorithm::RS384 || algorithm == Algorithm::ES384) return EVP_sha384();
    return algorithm == Algorithm::RS512 ? EVP_sha512() : EVP_sha256();
}

std::string raw_of_der(const std::string& der, int bytes) {
    const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> numbers(
        d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())), &ECDSA_SIG_free);
    std::string raw(static_cast<std::size_t>(2 * bytes), '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), reinterpret_cast<unsigned char*>(raw.data()), bytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), reinterpret_cast<unsigned char*>(raw.data()) + bytes, bytes);
    return raw;
}

}  // namespace

SigningKey::SigningKey(Algorithm algorithm, std::string kid, unsigned rsa_bits)
    : algorithm_(algorithm), kid_(std::move(kid)), key_(new_key(algorithm, rsa_bits)) {
    if (!key_) throw std::runtime_error("no key");
}

std::string SigningKey::name() const { return std::string(names_of(algorithm_)[static_cast<std::size_t>(algorithm_)]); }

SigningKey::Json SigningKey::public_half() const {
    Json jwk{{"kid", kid_}, {"use", "sig"}};
    if (algorithm_ <= Algorithm::PS256) {
        jwk.update({{"kty", "RSA"},
                    {"n", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N)},
                    {"e", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E)}});
    } else if (algorithm_ == Algorithm::EdDSA) {
        std::string point(32, '\0');
        std::size_t size = point.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(point.data()), &size);
        jwk.update({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url(point)}});
    } else {
        const bool is_small = algorithm_ == Algorithm::ES256;
        jwk.update({{"kty", "EC"},
                    {"crv", is_small ? "P-256" : "P-384"},
                    {"x", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, is_small ? 32 : 48)},
                    {"y", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, is_small ? 32 : 48)}});
    }
    return jwk;
}

std::string SigningKey::signature_of(const std::string& text) const {
    const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* padding = nullptr;
    if (EVP_DigestSignInit(context.get(), &padding, digest_for(algorithm_), nullptr, key_.get()) != 1)
        throw std::runtime_error("no signature");
    if (algorithm_ == Algorithm::PS256) {
        EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST);
    }
    const auto* begin = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, begin, text.size());
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, begin, text.size()) !=
        1)
        throw std::runtime_error("no signature");
    signature.resize(size);
    if (algorithm_ == Algorithm::ES256) return raw_of_der(signature, 32);
    return algorithm_ == Algorithm::ES384 ? raw_of_der(signature, 48) : signature;
}

std::string SigningKey::token(const Json& claims, const Json& header) const {
    Json whole{{"alg", name()}, {"kid", kid_}, {"typ", "JWT"}};
    for (const auto& [field, value] : header.items()) {
        if (value.is_null())
            whole.erase(field);
        else
            whole[field] = value;
    }
    const auto text = base64url(whole.dump()) + "." + base64url(claims.dump());
    return text + "." + base64url(signature_of(text));
}

std::string SigningKey::set_of(std::initializer_list<const SigningKey*> keys) {
    Json set{{"keys", Json::array()}};
    for (const auto* key : keys) set["keys"].push_back(key->public_half());
    return set.dump();
}

}  // namespace hf::http
