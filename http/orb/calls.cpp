#include "http/orb/calls.hpp"

#include <algorithm>
#include <array>

namespace hf::http::orb {
namespace {

struct CallRoute {
    std::string_view method;
    std::string_view path;  // below /api/v1; braces stand for any segment
    Call call;
};

// The first route that matches counts.
constexpr auto call_routes = std::to_array<CallRoute>({
    {"GET", "/templates", list_templates},
    {"POST", "/templates", create_template},
    {"POST", "/templates/validate", validate_template},
    {"POST", "/templates/refresh", refresh_templates},
    {"GET", "/templates/{}", get_template},
    {"PUT", "/templates/{}", update_template},
    {"DELETE", "/templates/{}", delete_template},
    {"POST", "/machines/request", request_machines},
    {"POST", "/machines/return", return_machines},
    {"GET", "/machines", list_machines},
    {"GET", "/machines/{}", get_machine},
    {"GET", "/machines/{}/status", get_machine_status},
    {"GET", "/requests", list_requests},
    {"GET", "/requests/return", list_returns},
    {"POST", "/requests/status", get_requests},
    {"GET", "/requests/{}", get_request},
    {"DELETE", "/requests/{}", cancel_request},
    {"GET", "/requests/{}/status", get_request},
    {"GET", "/requests/{}/stream", stream_request},
});

// Fills `names`, and returns whether the path is the route's.
bool leads_to(std::string_view path, std::span<const std::string> segments, std::vector<std::string>& names) {
    names.clear();
    for (const auto& segment : segments) {
        if (!path.starts_with('/')) return false;
        path.remove_prefix(1);
        const auto expected = path.substr(0, path.find('/'));
        path.remove_prefix(expected.size());
        if (expected == "{}")
            names.push_back(segment);
        else if (expected != segment)
            return false;
    }
    return path.empty();
}

}  // namespace

FoundCall find_call(std::string_view method, std::span<const std::string> segments) {
    FoundCall found;
    for (const auto& route : call_routes) {
        if (!leads_to(route.path, segments, found.names)) continue;
        if (route.method == method) {
            found.call = route.call;
            return found;
        }
        if (std::ranges::find(found.allowed, route.method) == found.allowed.end())
            found.allowed.push_back(route.method);
    }
    return found;
}

}  // namespace hf::http::orb
