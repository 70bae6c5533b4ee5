#include "adapters/providers/aws/credentials/json_credentials.hpp"

#include "adapters/json/json_text.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

std::string text_of(const Value& json, std::string_view key) {
    const auto* text = text_at(json, {key});
    return text ? *text : std::string{};
}

}  // namespace

std::optional<Timestamp> time_of(const std::string& text) { return parse_rfc3339(text); }

tl::expected<Credentials, std::string> json_credentials(std::string_view text) {
    const auto json = value_of_json(text);
    // Not in the parser's words, which may quote the text.
    if (!json || !json->as<ValueMap>()) return tl::make_unexpected("answered with something else than a JSON object");
    Credentials credentials{
        text_of(*json, "AccessKeyId"), text_of(*json, "SecretAccessKey"), text_of(*json, "Token"), {}};
    if (credentials.session_token.empty()) credentials.session_token = text_of(*json, "SessionToken");
    if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
        return tl::make_unexpected("answered without AccessKeyId or SecretAccessKey");
    if (const auto expires = text_of(*json, "Expiration"); !expires.empty()) {
        credentials.expires_at = time_of(expires);
        if (!credentials.expires_at) return tl::make_unexpected("answered with an Expiration that is no time");
    }
    return credentials;
}

}  // namespace hf::aws
