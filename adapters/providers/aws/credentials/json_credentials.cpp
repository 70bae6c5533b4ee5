#include "adapters/providers/aws/credentials/json_credentials.hpp"

#include <nlohmann/json.hpp>

#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

std::string text_at(const nlohmann::json& json, const char* key) {
    const auto it = json.find(key);
    return it != json.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

}  // namespace

std::optional<Timestamp> time_of(const std::string& text) { return parse_rfc3339(text); }

tl::expected<Credentials, std::string> json_credentials(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return tl::make_unexpected("answered with something else than a JSON object");
    Credentials credentials{text_at(json, "AccessKeyId"), text_at(json, "SecretAccessKey"), text_at(json, "Token"), {}};
    if (credentials.session_token.empty()) credentials.session_token = text_at(json, "SessionToken");
    if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
        return tl::make_unexpected("answered without AccessKeyId or SecretAccessKey");
    if (const auto expires = text_at(json, "Expiration"); !expires.empty()) {
        credentials.expires_at = time_of(expires);
        if (!credentials.expires_at) return tl::make_unexpected("answered with an Expiration that is no time");
    }
    return credentials;
}

}  // namespace hf::aws
