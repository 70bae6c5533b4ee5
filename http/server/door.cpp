#include "http/server/door.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/text/utf8.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

// Returns the host of "broker:9480" or "[::1]:9480", without brackets.
std::string host_of(std::string_view authority) {
    if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
    return std::string(authority.substr(0, authority.find(':')));
}

bool is_address(const std::string& host) {
    in_addr four{};
    in6_addr six{};
    return ::inet_pton(AF_INET, host.c_str(), &four) == 1 || ::inet_pton(AF_INET6, host.c_str(), &six) == 1;
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

bool is_json(std::string_view content_type) {
    const auto type = trimmed(content_type.substr(0, content_type.find(';')));
    return same_name(type, "application/json");
}

bool is_of_another_origin(const Request& request) {
    const auto* site = request.headers.find("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none") return true;
    const auto* origin = request.headers.find("Origin");
    if (!origin) return false;
    const auto* host = request.headers.find("Host");
    const auto authority = origin->find("://");
    return !host || authority == std::string::npos || !same_name(origin->substr(authority + 3), *host);
}

}  // namespace

bool Door::admits_host(std::string_view authority) const {
    const auto host = host_of(authority);
    return is_address(host) || same_name(host, "localhost") ||
           std::ranges::any_of(hosts_, [&](const std::string& name) { return same_name(name, host); });
}

bool Door::admits_origin(const Request& request) const {
    const auto* origin = request.headers.find("Origin");
    const bool is_named = origin && std::ranges::find(origins_, *origin) != origins_.end();
    return is_named || !is_of_another_origin(request);
}

std::optional<Response> Door::refusal(const Request& request) const {
    if (request.headers.count("Host") != 1)
        return problem_of(Refusal::bad_request, "a request has one Host header, and no other than one");
    const auto& host = *request.headers.find("Host");
    if (request.from_net && !admits_host(host))
        return problem_of(Refusal::host_not_allowed,
                          fmt::format("\"{}\" is no name of this gateway; --host gives it one more",
                                      shortened(with_valid_utf8(host))));
    if (is_safe(request.method)) return std::nullopt;
    if (!admits_origin(request))
        return problem_of(Refusal::origin_not_allowed, "pages of other origins may not change anything here");
    if (request.method == "DELETE") return std::nullopt;
    const auto* type = request.headers.find("Content-Type");
    if (request.headers.count("Content-Type") != 1 || !is_json(*type))
        return problem_of(Refusal::unsupported_media_type,
                          "say Content-Type: application/json, also where the body is empty");
    return std::nullopt;
}

}  // namespace hf::http
