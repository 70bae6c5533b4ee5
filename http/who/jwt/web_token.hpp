// WebToken: a signed token of an issuer (a JWT, RFC 7519) taken apart, with nothing of it believed yet.
//
//     const auto token = WebToken::parse(text);
//     if (!token) refuse(token.error());
//     if (auto wrong = fault_of_claims(token->claims, {"https://id.example.org", "hostfactory"}, now)) refuse(*wrong);
//
// A header that says where keys are (jku, x5u) or brings them (jwk, x5c) is not looked at; one that must be understood
// (crit) is refused, and so is a token of another type than one for access.
//
// Pure; any thread may call these. Errors: in words for the site's log, without anything of the token.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hf::http {

struct WebToken {
    static constexpr std::size_t longest = 8192;

    std::string algorithm;  // as it names it
    std::string kid;        // which key of the issuer's; empty: it does not say
    nlohmann::json claims;
    std::string signed_text;
    std::string signature;

    static tl::expected<WebToken, std::string> parse(std::string_view text);
    // Whether the text has a token's form, so that it is worth to be parsed.
    [[nodiscard]] static bool is_like(std::string_view text);
};

struct ClaimRules {
    std::string_view issuer;
    std::string_view audience;
    std::chrono::seconds leeway{60};
};

using ClockTime = std::chrono::system_clock::time_point;

// Checks issuer, audience, and that now is neither before the token's time nor after it.
std::optional<std::string> fault_of_claims(const nlohmann::json& claims, const ClaimRules& rules, ClockTime now);

// The claim "exp" of a token whose claims are right.
ClockTime end_of(const nlohmann::json& claims);

// A claim that is a text; empty if it is none.
std::string text_of_claim(const nlohmann::json& claims, const std::string& name);

}  // namespace hf::http
