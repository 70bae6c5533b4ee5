// VerificationKey: a public key of an issuer, and the one algorithm for which it is. A KeySet has all of an issuer's.
//
//     auto keys = KeySet::parse(text, settings.algorithms);   // {"keys": [{"kty": "RSA", "kid": "2026", …}]}
//     if (!keys) fail(keys.error());
//     const auto* key = keys->find(token.kid);
//     if (!key || !key->verifies(token.algorithm, token.signed_text, token.signature)) refuse("401");
//
// The algorithm follows from the kind of the key and from what the site allows, and never from a token: a token only
// says which, and is refused where that is another one.
//
// Immutable; any thread may read it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/tls/openssl.hpp"
#include "http/who/jwt/algorithm.hpp"

namespace hf::http {

class VerificationKey {
public:
    VerificationKey(std::string kid, Algorithm algorithm, Held<EVP_PKEY> key)
        : kid_(std::move(kid)), algorithm_(algorithm), key_(std::move(key)) {}

    [[nodiscard]] const std::string& kid() const { return kid_; }
    [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
    // Whether the text was signed with the secret half of this key. `named`: the algorithm that the token names.
    [[nodiscard]] bool verifies(std::string_view named, std::string_view text, std::string_view signature) const;

private:
    std::string kid_;
    Algorithm algorithm_;
    Held<EVP_PKEY> key_;
};

class KeySet {
public:
    // Reads a JSON Web Key Set (RFC 7517). Keys of other kinds and for other purposes are left out, since sets have
    // them for others; a set without one that can be used is an error.
    static tl::expected<KeySet, std::string> parse(std::string_view json, std::span<const Algorithm> allowed);

    // An empty name is that of the only key. Null: there is none.
    [[nodiscard]] const VerificationKey* find(std::string_view kid) const;
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

private:
    std::vector<VerificationKey> keys_;
};

}  // namespace hf::http
