#include "adapters/providers/aws/credentials/metadata_credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/system/bounded_file.hpp"

namespace hf::aws {
namespace {

constexpr auto container_host = "http://169.254.170.2";
constexpr std::size_t most_authorization_bytes = 65'536;
constexpr auto role_path = "/latest/meta-data/iam/security-credentials/";

CredentialsResult read(const std::string& source, const HttpResult& answer) {
    if (!answer) return tl::make_unexpected(fmt::format("{}: {}", source, answer.error().message));
    if (answer->status != 200) return tl::make_unexpected(fmt::format("{} answered {}", source, answer->status));
    auto credentials = json_credentials(answer->body);
    if (!credentials) return tl::make_unexpected(fmt::format("{} {}", source, credentials.error()));
    return std::move(*credentials);
}

// Unencrypted requests go only to this host and its link, so that nobody in between can read the answer.
bool may_be_asked(const std::string& url) {
    if (url.starts_with("https://")) return true;
    for (const auto* host : {"http://127.0.0.1", "http://localhost", "http://[::1]", "http://169.254.170.2",
                             "http://169.254.170.23", "http://[fd00:ec2::23]"}) {
        const std::string_view start = host;
        if (url.starts_with(start) &&
            (url.size() == start.size() || url[start.size()] == ':' || url[start.size()] == '/'))
            return true;
    }
    return false;
}

// As IAM allows it.
bool is_role_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("+=,.@_-").find(static_cast<char>(c)) != std::string_view::npos;
    });
}

}  // namespace

CredentialsResult ContainerCredentials::fetch() {
    const auto relative = surroundings_.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = surroundings_.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!relative && !full) return std::nullopt;
    HttpRequest request;
    request.url = relative ? container_host + *relative : *full;
    request.direct = true;
    request.timeout = std::chrono::seconds{5};
    if (!may_be_asked(request.url))
        return tl::make_unexpected("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor on this host");
    if (const auto file = surroundings_.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
        auto token = read_bounded_file(*file, most_authorization_bytes);
        if (!token) return tl::make_unexpected(token.error());
        while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
        request.headers.emplace_back("authorization", std::move(*token));
    } else if (const auto token = surroundings_.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")) {
        request.headers.emplace_back("authorization", *token);
    }
    return read("the container's credentials endpoint", http_.send(request));
}

CredentialsResult InstanceCredentials::fetch() {
    if (surroundings_.get("AWS_EC2_METADATA_DISABLED") == "true") return std::nullopt;
    const auto ask = [&](const std::string& method, const std::string& path, HttpHeaders headers) {
        return http_.send({method, endpoint_ + path, std::move(headers), {}, timeout_, true});
    };
    const auto session = ask("PUT", "/latest/api/token", {{"x-aws-ec2-metadata-token-ttl-seconds", "300"}});
    if (!session || session->status != 200) return std::nullopt;
    if (!is_one_word(session->body))
        return tl::make_unexpected("the instance's metadata service answered with something else than a token");
    const HttpHeaders with_session{{"x-aws-ec2-metadata-token", session->body}};
    const auto role = ask("GET", role_path, with_session);
    // The instance has no profile.
    if (role && role->status == 404) return std::nullopt;
    if (!role || role->status != 200)
        return tl::make_unexpected(fmt::format("the instance's metadata service {}",
                                               role ? fmt::format("answered {}", role->status) : role.error().message));
    const auto name = role->body.substr(0, role->body.find('\n'));
    if (!is_role_name(name))
        return tl::make_unexpected("the instance's metadata service answered with something else than a role's name");
    return read("the instance's metadata service", ask("GET", role_path + name, with_session));
}

}  // namespace hf::aws
