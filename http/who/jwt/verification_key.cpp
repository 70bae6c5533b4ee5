#include "http/who/jwt/verification_key.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <optional>

#include "http/who/jwt/base64url.hpp"

namespace hf::http {
namespace {

using Jwk = nlohmann::json;

// Below it a key can be broken; above it a check takes so long that a few tokens keep the gateway busy.
constexpr int smallest_rsa_bits = 2048;
constexpr int largest_rsa_bits = 8192;
constexpr std::size_t most_keys = 100;

struct Curve {
    std::string_view name;
    Algorithm algorithm;
    std::size_t bytes;  // of a coordinate
};
constexpr auto curves = std::to_array<Curve>({{"P-256", Algorithm::ES256, 32}, {"P-384", Algorithm::ES384, 48}});

std::string word_in(const Jwk& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<std::string> bytes_in(const Jwk& object, const char* name) {
    auto bytes = bytes_of_base64url(word_in(object, name));
    return bytes && !bytes->empty() ? bytes : std::nullopt;
}

Held<EVP_PKEY> key_of(const char* kind, OSSL_PARAM* parameters) {
    const Held<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        return nullptr;
    Held<EVP_PKEY> key(made);
    const Held<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    return check && EVP_PKEY_public_check(check.get()) == 1 ? std::move(key) : nullptr;
}

// OpenSSL takes numbers in the order of the machine's bytes.
OSSL_PARAM number_of_key(const char* name, std::string& bytes) {
    if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(bytes);
    return OSSL_PARAM_construct_BN(name, reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
}

Held<EVP_PKEY> rsa_key(const Jwk& jwk) {
    auto modulus = bytes_in(jwk, "n");
    auto exponent = bytes_in(jwk, "e");
    if (!modulus || !exponent || modulus->size() > largest_rsa_bits / 8 || exponent->size() > 8) return nullptr;
    std::array<OSSL_PARAM, 3> parameters{number_of_key(OSSL_PKEY_PARAM_RSA_N, *modulus),
                                         number_of_key(OSSL_PKEY_PARAM_RSA_E, *exponent), OSSL_PARAM_construct_end()};
    auto key = key_of("RSA", parameters.data());
    return key && EVP_PKEY_get_bits(key.get()) >= smallest_rsa_bits ? std::move(key) : nullptr;
}

Held<EVP_PKEY> curve_key(const Jwk& jwk, const Curve& curve) {
    const auto x = bytes_in(jwk, "x");
    const auto y = bytes_in(jwk, "y");
    if (!x || !y || x->size() != curve.bytes || y->size() != curve.bytes) return nullptr;
    std::string name(curve.name);
    std::string point = '\x04' + *x + *y;
    std::array<OSSL_PARAM, 3> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size()),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end()};
    return key_of("EC", parameters.data());
}

Held<EVP_PKEY> edwards_key(const Jwk& jwk) {
    const auto x = bytes_in(jwk, "x");
    if (!x || x->size() != 32) return nullptr;
    return Held<EVP_PKEY>(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                      reinterpret_cast<const unsigned char*>(x->data()), x->size()));
}

bool is_of_rsa(Algorithm algorithm) { return algorithm <= Algorithm::PS256; }

// The first that the site allows for a key of this kind, and that the key itself allows.
template <class Fits>
std::optional<Algorithm> algorithm_for(const Jwk& jwk, std::span<const Algorithm> allowed, Fits fits) {
    const auto own = word_in(jwk, "alg");
    const auto found = std::ranges::find_if(allowed, [&](Algorithm each) {
        return fits(each) && (own.empty() || own == names_of(each)[static_cast<std::size_t>(each)]);
    });
    return found == allowed.end() ? std::nullopt : std::optional(*found);
}

bool is_for_signatures(const Jwk& jwk) {
    if (const auto use = word_in(jwk, "use"); !use.empty() && use != "sig") return false;
    const auto operations = jwk.find("key_ops");
    if (operations == jwk.end()) return true;
    return operations->is_array() && std::ranges::any_of(*operations, [](const Jwk& each) { return each == "verify"; });
}

// Nothing for a key of another kind, for another purpose, or one that is none.
std::optional<VerificationKey> key_in(const Jwk& jwk, std::span<const Algorithm> allowed) {
    if (!jwk.is_object() || !is_for_signatures(jwk)) return std::nullopt;
    const auto kind = word_in(jwk, "kty");
    const auto curve = word_in(jwk, "crv");
    std::optional<Algorithm> algorithm;
    Held<EVP_PKEY> key;
    if (kind == "RSA") {
        algorithm = algorithm_for(jwk, allowed, is_of_rsa);
        if (algorithm) key = rsa_key(jwk);
    } else if (kind == "OKP" && curve == "Ed25519") {
        algorithm = algorithm_for(jwk, allowed, [](Algorithm each) { return each == Algorithm::EdDSA; });
        if (algorithm) key = edwards_key(jwk);
    } else if (const auto known = std::ranges::find(curves, curve, &Curve::name);
               kind == "EC" && known != curves.end()) {
        algorithm = algorithm_for(jwk, allowed, [&](Algorithm each) { return each == known->algorithm; });
        if (algorithm) key = curve_key(jwk, *known);
    }
    if (!key) return std::nullopt;
    return VerificationKey(word_in(jwk, "kid"), *algorithm, std::move(key));
}

const EVP_MD* digest_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::RS384:
        case Algorithm::ES384: return EVP_sha384();
        case Algorithm::RS512: return EVP_sha512();
        case Algorithm::EdDSA: return nullptr;
        default: return EVP_sha256();
    }
}

// A token has the two numbers of such a signature side by side, and OpenSSL wants them in DER.
std::string der_of(std::string_view signature, std::size_t bytes) {
    if (signature.size() != 2 * bytes) return {};
    const auto* begin = reinterpret_cast<const unsigned char*>(signature.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> numbers(ECDSA_SIG_new(), &ECDSA_SIG_free);
    Held<BIGNUM> r(BN_bin2bn(begin, static_cast<int>(bytes), nullptr));
    Held<BIGNUM> s(BN_bin2bn(begin + bytes, static_cast<int>(bytes), nullptr));
    if (!numbers || !r || !s || ECDSA_SIG_set0(numbers.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    unsigned char* made = nullptr;
    const int size = i2d_ECDSA_SIG(numbers.get(), &made);
    if (size <= 0) return {};
    std::string der(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
    OPENSSL_free(made);
    return der;
}

}  // namespace

bool VerificationKey::verifies(std::string_view named, std::string_view text, std::string_view signature) const {
    if (named != names_of(algorithm_)[static_cast<std::size_t>(algorithm_)]) return false;
    std::string der;
    if (const auto curve = std::ranges::find(curves, algorithm_, &Curve::algorithm); curve != curves.end())
        signature = der = der_of(signature, curve->bytes);
    const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* padding = nullptr;  // the context's own
    if (signature.empty() || !context ||
        EVP_DigestVerifyInit(context.get(), &padding, digest_of(algorithm_), nullptr, key_.get()) != 1)
        return false;
    if (algorithm_ == Algorithm::PS256 && (EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) != 1 ||
                                           EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    const bool good =
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
    if (!good) why_openssl_failed();
    return good;
}

tl::expected<KeySet, std::string> KeySet::parse(std::string_view json, std::span<const Algorithm> allowed) {
    const auto read = Jwk::parse(json, nullptr, false);
    const auto keys = read.is_object() ? read.find("keys") : read.end();
    if (!read.is_object() || keys == read.end() || !keys->is_array())
        return tl::make_unexpected("it is no set of keys, a JSON object with a list \"keys\"");
    if (keys->size() > most_keys)
        return tl::make_unexpected(fmt::format("it has {} keys, more than {}", keys->size(), most_keys));
    KeySet set;
    for (const auto& each : *keys)
        if (auto key = key_in(each, allowed)) set.keys_.push_back(std::move(*key));
    // What OpenSSL says of keys that it does not take concerns no later call.
    why_openssl_failed();
    if (set.keys_.empty())
        return tl::make_unexpected(
            fmt::format("none of its {} keys is for signatures by an algorithm that is allowed here", keys->size()));
    return set;
}

const VerificationKey* KeySet::find(std::string_view kid) const {
    if (kid.empty()) return keys_.size() == 1 ? &keys_.front() : nullptr;
    const auto found = std::ranges::find(keys_, kid, &VerificationKey::kid);
    return found == keys_.end() ? nullptr : &*found;
}

}  // namespace hf::http
