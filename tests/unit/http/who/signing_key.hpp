// SigningKey: a secret key of a test's own issuer, its public half as a JSON Web Key, and tokens signed with it.
//
//     const SigningKey key(Algorithm::ES256, "2026");
//     const auto token = key.token({{"iss", "https://id.example.org"}, {"exp", 2'000'000'000}});
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "adapters/tls/openssl.hpp"
#include "http/who/jwt/algorithm.hpp"

namespace hf::http {

class SigningKey {
public:
    using Json = nlohmann::json;

    SigningKey(Algorithm algorithm, std::string kid, unsigned rsa_bits = 2048);

    [[nodiscard]] Json public_half() const;
    // Its header names the key and the algorithm, but for what `header` says otherwise; null leaves a field out.
    [[nodiscard]] std::string token(const Json& claims, const Json& header = Json::object()) const;
    [[nodiscard]] std::string signature_of(const std::string& text) const;

    static std::string set_of(std::initializer_list<const SigningKey*> keys);

private:
    [[nodiscard]] std::string name() const;

    Algorithm algorithm_;
    std::string kid_;
    Held<EVP_PKEY> key_;
};

}  // namespace hf::http
