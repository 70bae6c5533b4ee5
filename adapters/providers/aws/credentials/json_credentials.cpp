#include "adapters/providers/aws/credentials/json_credentials.hpp"

#include <algorithm>

#include "adapters/json/json_text.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

std::string text_of(const Value& json, std::string_view key) {
    const auto* text = text_at(json, {key});
    return text ? *text : std::string{};
}

}  // namespace

bool is_one_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<Timestamp> time_of(const std::string& text) { return parse_rfc3339(text); }

tl::expected<Credentials, std::string> json_credentials(std::string_view text) {
    const auto json = value_of_json(text);
    // Not in the parser's words, which may quote the text.
    if (!json || !json->as<ValueMap>()) return tl::make_unexpected("answered with something else than a JSON object");
    // The instance's metadata service answers with status 200 and a code where it has no credentials.
    if (const auto code = text_of(*json, "Code"); !code.empty() && code != "Success")
        return tl::make_unexpected("answered that it has no credentials");
    Credentials credentials{
        text_of(*json, "AccessKeyId"), text_of(*json, "SecretAccessKey"), text_of(*json, "Token"), {}};
    if (credentials.session_token.empty()) credentials.session_token = text_of(*json, "SessionToken");
    if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
        return tl::make_unexpected("answered without AccessKeyId or SecretAccessKey");
    for (const auto& word : {credentials.access_key_id, credentials.secret_access_key})
        if (!is_one_word(word)) return tl::make_unexpected("answered with a key that is none");
    if (!credentials.session_token.empty() && !is_one_word(credentials.session_token))
        return tl::make_unexpected("answered with a session token that is none");
    if (const auto expires = text_of(*json, "Expiration"); !expires.empty()) {
        credentials.expires_at = time_of(expires);
        if (!credentials.expires_at) return tl::make_unexpected("answered with an Expiration that is no time");
    }
    return credentials;
}

}  // namespace hf::aws
