#include "http/who/issuer.hpp"

#include <fmt/format.h>

#include "core/text/utf8.hpp"

namespace hf::http {
namespace {

constexpr std::size_t longest_name = 128;  // of somebody for whom a gateway asks

Denial wrong_token(std::string why) { return {Denial::Kind::wrong, std::move(why)}; }

}  // namespace

std::optional<Denial> Issuer::objection_to(const WebToken& token, ClockTime now) const {
    const ClaimRules rules{settings_.issuer, settings_.audience, std::chrono::seconds{settings_.leeway_s}};
    if (auto fault = fault_of_claims(token.claims, rules, now)) return wrong_token(std::move(*fault));
    return std::nullopt;
}

Denial Issuer::look_for_key(const WebToken& token) const {
    if (fetched_ && fetched_->look_for_more())
        return {Denial::Kind::later, fmt::format("the keys of {} are being fetched", settings_.issuer)};
    return wrong_token(fmt::format("{} has no key \"{}\"", settings_.issuer, shortened(with_valid_utf8(token.kid))));
}

tl::expected<TokenHolder, Denial> Issuer::holder_of(const WebToken& token, const KeySet& keys) const {
    const auto* key = keys.find(token.kid);
    if (!key) return tl::make_unexpected(look_for_key(token));
    if (!key->verifies(token.algorithm, token.signed_text, token.signature))
        return tl::make_unexpected(wrong_token("the token's signature is not by the key that it names"));
    auto principal = principal_of(token);
    if (principal.empty()) {
        const auto named = shortened(with_valid_utf8(text_of_claim(token.claims, settings_.claim)));
        return tl::make_unexpected(wrong_token(
            fmt::format("{} names somebody who is nobody here: {} \"{}\"", settings_.issuer, settings_.claim, named)));
    }
    return TokenHolder{std::move(principal), end_of(token.claims) + std::chrono::seconds{settings_.leeway_s}};
}

std::string Issuer::principal_of(const WebToken& token) const {
    const auto value = text_of_claim(token.claims, settings_.claim);
    if (const auto known = settings_.principals.find(value); known != settings_.principals.end())
        return known->second.value;
    if (!settings_.others_as || value.empty() || !is_utf8(value)) return {};
    auto name = *settings_.others_as + value;
    return name.size() <= longest_name ? std::move(name) : std::string{};
}

}  // namespace hf::http
