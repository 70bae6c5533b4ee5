#include "http/who/jwt/web_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include "http/who/jwt/base64url.hpp"
#include "http/who/jwt/verification_key.hpp"
#include "tests/unit/http/who/signing_key.hpp"

namespace hf::http {
namespace {

using Claims = nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr std::int64_t moment = 1'800'000'000;
const ClockTime then_now{seconds{moment}};

const std::vector<Algorithm> every_algorithm{Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
                                             Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA};

Claims good_claims() {
    return {{"iss", "https://id.example.org"}, {"aud", "hostfactory"}, {"sub", "maria"}, {"exp", moment + 300}};
}

bool is_good(const KeySet& keys, const std::string& text) {
    const auto token = WebToken::parse(text);
    const auto* key = token ? keys.find(token->kid) : nullptr;
    return key && key->verifies(token->algorithm, token->signed_text, token->signature);
}

TEST(Base64Url, HasOneTextForEachBytes) {
    EXPECT_EQ(base64url(std::string("\xfb\xff\x00", 3)), "-_8A");
    EXPECT_EQ(base64url(""), "");
    for (std::size_t size = 0; size < 9; ++size) {
        const auto bytes = std::string("\xff\x00\x80hallo!", 9).substr(0, size);
        EXPECT_EQ(bytes_of_base64url(base64url(bytes)), bytes);
    }
    for (const auto* wrong : {"a", "aGk=", "aGl", "aG k", "a+/b", "aG\nk", "é"})
        EXPECT_FALSE(bytes_of_base64url(wrong)) << wrong;
}

TEST(VerificationKey, IsForOneAlgorithm) {
    for (const auto algorithm : every_algorithm) {
        const SigningKey key(algorithm, "a");
        const auto keys = KeySet::parse(SigningKey::set_of({&key}), std::vector{algorithm});
        ASSERT_TRUE(keys) << keys.error();
        const auto text = key.token(good_claims());
        EXPECT_TRUE(is_good(*keys, text)) << text;
        EXPECT_TRUE(is_good(*keys, key.token(good_claims(), {{"kid", nullptr}}))) << "the only key";
        EXPECT_FALSE(is_good(*keys, key.token(good_claims(), {{"kid", "b"}})));
        for (const auto* named : {"none", "nOnE", "", "HS256", "RS999"})
            EXPECT_FALSE(is_good(*keys, key.token(good_claims(), {{"alg", named}}))) << named;
        for (const auto other : every_algorithm) {
            const auto name = names_of(other)[static_cast<std::size_t>(other)];
            EXPECT_EQ(is_good(*keys, key.token(good_claims(), {{"alg", name}})), other == algorithm) << name;
        }
        auto damaged = text;
        damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(is_good(*keys, damaged));
        EXPECT_FALSE(is_good(*keys, text.substr(0, text.rfind('.') + 1))) << "no signature";
        EXPECT_FALSE(is_good(*keys, SigningKey(algorithm, "a").token(good_claims()))) << "another key";
    }
}

// The issuer's public key, which everybody has, is no secret to sign with.
TEST(VerificationKey, IsNoSecretOfAnHmac) {
    const SigningKey key(Algorithm::RS256, "a");
    const auto keys = KeySet::parse(SigningKey::set_of({&key}), every_algorithm);
    for (const auto& secret : {key.public_half().dump(), key.public_half()["n"].get<std::string>(),
                               *bytes_of_base64url(key.public_half()["n"].get<std::string>())}) {
        const auto text = base64url(R"({"alg":"HS256","kid":"a"})") + "." + base64url(good_claims().dump());
        std::array<unsigned char, 32> mac{};
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), nullptr);
        EXPECT_FALSE(is_good(*keys, text + "." + base64url({reinterpret_cast<const char*>(mac.data()), mac.size()})));
    }
}

TEST(KeySet, LeavesOutWhatIsNoKeyForThis) {
    const SigningKey key(Algorithm::RS256, "a");
    const SigningKey small(Algorithm::RS256, "small", 1024);
    const SigningKey curve(Algorithm::ES256, "curve");
    const auto count = [](const Claims& jwk, const std::vector<Algorithm>& allowed = every_algorithm) {
        const auto keys = KeySet::parse(Claims{{"keys", {jwk}}}.dump(), allowed);
        return keys ? keys->size() : 0;
    };
    const auto with = [](Claims jwk, const char* name, const Claims& value) {
        jwk[name] = value;
        return jwk;
    };
    const auto whole = key.public_half();
    EXPECT_EQ(count(whole), 1U);
    EXPECT_EQ(count(whole, {Algorithm::ES256}), 0U) << "the site does not allow it";
    EXPECT_EQ(count(with(whole, "alg", "PS256")), 1U);
    EXPECT_EQ(count(with(whole, "alg", "PS256"), {Algorithm::RS256}), 0U) << "the key does not allow it";
    EXPECT_EQ(count(with(whole, "alg", "RS1")), 0U);
    EXPECT_EQ(count(with(whole, "use", "enc")), 0U);
    EXPECT_EQ(count(with(whole, "key_ops", {"encrypt"})), 0U);
    EXPECT_EQ(count(with(whole, "key_ops", {"verify"})), 1U);
    EXPECT_EQ(count(with(whole, "kty", "oct")), 0U);
    EXPECT_EQ(count(with(whole, "n", "")), 0U);
    EXPECT_EQ(count(with(whole, "e", "AQ")), 0U) << "an exponent of 1 would let everything be signed";
    EXPECT_EQ(count(small.public_half()), 0U) << "a short key";
    EXPECT_EQ(count(curve.public_half()), 1U);
    EXPECT_EQ(count(with(curve.public_half(), "crv", "P-384")), 0U);
    EXPECT_EQ(count(with(curve.public_half(), "x", base64url(std::string(32, '\1')))), 0U) << "no point of the curve";
    EXPECT_EQ(count(7), 0U);
    for (const auto* text : {"", "[]", "{}", R"({"keys": {}})", R"({"keys": []})", "{\"keys\": [[[["})
        EXPECT_FALSE(KeySet::parse(text, every_algorithm)) << text;
}

TEST(WebToken, IsParsedOrRefused) {
    const SigningKey key(Algorithm::ES256, "a");
    EXPECT_TRUE(WebToken::parse(key.token(good_claims(), {{"typ", "at+JWT"}})));
    EXPECT_TRUE(WebToken::parse(key.token(good_claims(), {{"typ", nullptr}, {"jku", "https://evil.example/"}})));
    EXPECT_FALSE(WebToken::parse(key.token(good_claims(), {{"typ", "logout+jwt"}})));
    EXPECT_FALSE(WebToken::parse(key.token(good_claims(), {{"crit", {"b64"}}})));
    EXPECT_FALSE(WebToken::parse(key.token(Claims::array())));
    EXPECT_FALSE(WebToken::parse(std::string(WebToken::longest, 'a') + ".a.a"));
    for (const auto* text : {"", "..", "a.b", "a.b.c.d", "e30.e30", "e30.e30.=", "e30.e3.e30"})
        EXPECT_FALSE(WebToken::parse(text)) << text;
    EXPECT_TRUE(WebToken::parse("e30.e30.e30")) << "nothing of it is believed";
}

TEST(WebToken, IsForThisSiteAndOfNow) {
    const ClaimRules rules{"https://id.example.org", "hostfactory", seconds{60}};
    const auto fault = [&](const char* name, const Claims& value, ClockTime now = then_now) {
        auto claims = good_claims();
        claims[name] = value;
        return fault_of_claims(claims, rules, now).value_or("");
    };
    EXPECT_EQ(fault("jti", "1"), "");
    EXPECT_EQ(fault("aud", {"a", "hostfactory"}), "");
    EXPECT_THAT(fault("aud", "hostfactory2"), HasSubstr("audience"));
    EXPECT_THAT(fault("aud", Claims::array()), HasSubstr("audience"));
    EXPECT_THAT(fault("aud", nullptr), HasSubstr("audience"));
    EXPECT_THAT(fault("iss", "https://id.example.org/"), HasSubstr("issuer"));
    EXPECT_THAT(fault("iss", 7), HasSubstr("issuer"));
    EXPECT_EQ(fault("exp", moment - 59), "") << "the issuer's clock may be late";
    EXPECT_THAT(fault("exp", moment - 60), HasSubstr("expired"));
    for (const auto& none : {Claims(nullptr), Claims("2030-01-01"), Claims(-1), Claims(std::nan(""))})
        EXPECT_THAT(fault("exp", none), HasSubstr("no end")) << none;
    EXPECT_EQ(fault("exp", 1e300), "");
    for (const auto* name : {"nbf", "iat"}) {
        EXPECT_EQ(fault(name, moment + 30), "") << "the issuer's clock may be early";
        EXPECT_THAT(fault(name, moment + 120), HasSubstr("future"));
        EXPECT_THAT(fault(name, "now"), HasSubstr("future"));
    }
    auto claims = good_claims();
    claims.erase("aud");
    EXPECT_TRUE(fault_of_claims(claims, rules, then_now));
    EXPECT_TRUE(fault_of_claims(Claims::object(), rules, then_now));
}

}  // namespace
}  // namespace hf::http
