// Any bytes as a signed token at the gateway, and as an issuer's set of keys: neither is believed without a signature
// by the issuer's key, which no input has.
//
// An input is read as both.
#include <openssl/evp.h>

#include "http/who/jwt/base64url.hpp"
#include "http/who/jwt/verification_key.hpp"
#include "http/who/jwt/web_token.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

using namespace hf::http;

constexpr auto every_algorithm = std::to_array({Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
                                                Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA});
// The examples of RFC 8037 and RFC 7515; no input has a signature by them.
constexpr auto issuer = R"({"keys": [
    {"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    {"kty": "EC", "crv": "P-256", "kid": "b", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
     "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

const KeySet& keys() {
    static const auto set = [] {
        auto read = KeySet::parse(issuer, every_algorithm);
        require(read && read->size() == 2, "the issuer has two keys");
        return std::move(*read);
    }();
    return set;
}

void feed_as_token(std::string_view input) {
    const auto token = WebToken::parse(input);
    if (!token) return;
    require(input.starts_with(token->signed_text), "what is signed are the token's own bytes");
    require(input.size() <= WebToken::longest, "a token is bounded");
    if (!fault_of_claims(token->claims, {"https://id.example.org", "hostfactory"}, ClockTime{std::chrono::hours{1}}))
        require(end_of(token->claims) > ClockTime{}, "a token that is for this site has an end");
    if (const auto* key = keys().find(token->kid))
        require(!key->verifies(token->algorithm, token->signed_text, token->signature),
                "no input is signed by the issuer");
}

void feed(std::string_view input) {
    if (const auto bytes = bytes_of_base64url(input))
        require(base64url(*bytes) == input, "there is one text for each bytes");
    feed_as_token(input);
    if (const auto set = KeySet::parse(input, every_algorithm)) require(set->size() > 0, "a set has a key");
}

const FuzzTarget target("web_tokens", feed);

}  // namespace
}  // namespace hf::fuzz
