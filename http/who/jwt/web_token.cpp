#include "http/who/jwt/web_token.hpp"

#include <algorithm>
#include <cmath>

#include "http/who/jwt/base64url.hpp"
#include "http/wire/headers.hpp"

namespace hf::http {
namespace {

using std::chrono::seconds;

constexpr double last_second = 9e9;  // of the year 2255; the clock's own last one comes soon after

std::optional<nlohmann::json> object_in(std::string_view part) {
    const auto text = bytes_of_base64url(part);
    if (!text) return std::nullopt;
    auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

// Nothing where it is no moment.
std::optional<ClockTime> moment_in(const nlohmann::json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return std::nullopt;
    const auto since_1970 = found->get<double>();
    if (!(since_1970 >= 0)) return std::nullopt;
    return ClockTime{seconds{static_cast<std::int64_t>(std::min(since_1970, last_second))}};
}

bool is_for(const nlohmann::json& claims, std::string_view audience) {
    const auto found = claims.find("aud");
    if (found == claims.end()) return false;
    if (found->is_string()) return found->get<std::string>() == audience;
    return found->is_array() && std::ranges::any_of(*found, [&](const nlohmann::json& each) {
               return each.is_string() && each.get<std::string>() == audience;
           });
}

// A token that an issuer gives for another purpose, such as to end a session, has another type.
bool is_for_access(const std::string& type) {
    return same_name(type, "JWT") || same_name(type, "at+jwt") || same_name(type, "application/at+jwt");
}

}  // namespace

std::string text_of_claim(const nlohmann::json& claims, const std::string& name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool WebToken::is_like(std::string_view text) { return std::ranges::count(text, '.') == 2; }

tl::expected<WebToken, std::string> WebToken::parse(std::string_view text) {
    if (text.size() > longest) return tl::make_unexpected("the token is too long");
    if (!is_like(text)) return tl::make_unexpected("the token has not three parts");
    const auto first = text.find('.');
    const auto second = text.find('.', first + 1);
    const auto header = object_in(text.substr(0, first));
    auto claims = object_in(text.substr(first + 1, second - first - 1));
    auto signature = bytes_of_base64url(text.substr(second + 1));
    if (!header || !claims || !signature) return tl::make_unexpected("the token's parts can't be read");
    if (header->contains("crit")) return tl::make_unexpected("the token has a critical header");
    if (header->contains("typ") && !is_for_access(text_of_claim(*header, "typ")))
        return tl::make_unexpected("the token is of another type");
    WebToken token;
    token.algorithm = text_of_claim(*header, "alg");
    token.kid = text_of_claim(*header, "kid");
    token.claims = std::move(*claims);
    token.signed_text = text.substr(0, second);
    token.signature = std::move(*signature);
    return token;
}

std::optional<std::string> fault_of_claims(const nlohmann::json& claims, const ClaimRules& rules, ClockTime now) {
    if (text_of_claim(claims, "iss") != rules.issuer) return "the token is of another issuer";
    if (!is_for(claims, rules.audience)) return "the token is for another audience";
    const auto end = moment_in(claims, "exp");
    if (!end) return "the token has no end";
    if (now >= *end + rules.leeway) return "the token has expired";
    for (const auto* name : {"nbf", "iat"}) {
        if (!claims.contains(name)) continue;
        const auto begin = moment_in(claims, name);
        if (!begin || now + rules.leeway < *begin) return "the token is of the future";
    }
    return std::nullopt;
}

ClockTime end_of(const nlohmann::json& claims) { return moment_in(claims, "exp").value_or(ClockTime{}); }

}  // namespace hf::http
