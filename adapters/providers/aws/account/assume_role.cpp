#include "adapters/providers/aws/account/assume_role.hpp"

#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/system/bounded_file.hpp"

namespace hf::aws {
namespace {

constexpr std::size_t most_token_bytes = 65'536;

}  // namespace

CredentialsResult assume(Caller& sts, const Role& role) {
    const bool web = !role.web_identity_file.empty();
    const std::string action = web ? "AssumeRoleWithWebIdentity" : "AssumeRole";
    Form form;
    form.add("RoleArn", role.arn).add("RoleSessionName", role.session_name);
    form.add("DurationSeconds", std::to_string(role.duration_s));
    if (!role.external_id.empty() && !web) form.add("ExternalId", role.external_id);
    if (web) {
        auto token = read_bounded_file(role.web_identity_file, most_token_bytes);
        if (!token) return tl::make_unexpected(token.error());
        while (token->ends_with('\n')) token->pop_back();
        form.add("WebIdentityToken", std::move(*token));
    }
    const auto answer = sts.query(action, form);
    if (!answer) return tl::make_unexpected(provider_error(answer.error()).message);
    const auto told = answer->child((action + "Result").c_str()).child("Credentials");
    Credentials credentials{told.child_value("AccessKeyId"), told.child_value("SecretAccessKey"),
                            told.child_value("SessionToken"), time_of(told.child_value("Expiration"))};
    const bool whole = is_one_word(credentials.access_key_id) && is_one_word(credentials.secret_access_key) &&
                       is_one_word(credentials.session_token) && credentials.expires_at;
    if (!whole) return tl::make_unexpected(action + " answered without credentials");
    return credentials;
}

}  // namespace hf::aws
