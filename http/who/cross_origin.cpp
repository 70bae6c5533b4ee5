#include "http/who/cross_origin.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::http {
namespace {

constexpr auto admitted_methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
constexpr auto admitted_headers =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, traceparent, "
    "X-Correlation-Id";
constexpr auto shown_headers =
    "ETag, Idempotency-Replayed, Link, Location, Preference-Applied, Retry-After, WWW-Authenticate, X-Command-Id, "
    "X-Position, X-Withheld";

}  // namespace

tl::expected<std::string, std::string> CrossOrigin::parse(const std::string& text) {
    const auto wrong = [&] {
        return tl::make_unexpected(fmt::format(
            "\"{}\" is no origin, which has a scheme and a host as a browser writes them, and no path, like "
            "https://portal.example.org or http://localhost:3000",
            text));
    };
    const auto slashes = text.find("://");
    if (slashes == std::string::npos || (!text.starts_with("https://") && !text.starts_with("http://"))) return wrong();
    const auto host = text.substr(slashes + 3);
    // Browsers write hosts in small letters, and leave the scheme's own port out.
    const bool is_plain = host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._:[]") == std::string::npos;
    if (host.empty() || !is_plain) return wrong();
    return text;
}

const std::string* CrossOrigin::origin_of(const Request& request) const {
    const auto* origin = request.headers.find("Origin");
    if (!origin) return nullptr;
    const auto found = std::ranges::find(origins_, *origin);
    return found == origins_.end() ? nullptr : &*found;
}

void CrossOrigin::add_headers(const std::string* origin, Response& response) const {
    if (origins_.empty()) return;
    // Also where there is none: a cache must not give one origin's answer to another.
    response.headers.add("Vary", "Origin");
    if (!origin) return;
    response.headers.set("Access-Control-Allow-Origin", *origin);
    response.headers.set("Access-Control-Expose-Headers", shown_headers);
}

std::optional<Response> CrossOrigin::preflight(const Request& request) const {
    const auto* origin = origin_of(request);
    if (!origin || request.method != "OPTIONS" || !request.headers.find("Access-Control-Request-Method"))
        return std::nullopt;
    Response response{.status = 204};
    add_headers(origin, response);
    response.headers.set("Access-Control-Allow-Methods", admitted_methods);
    response.headers.set("Access-Control-Allow-Headers", admitted_headers);
    response.headers.set("Access-Control-Max-Age", "600");
    return response;
}

}  // namespace hf::http
