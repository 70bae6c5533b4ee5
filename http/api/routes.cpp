#include "http/api/routes.hpp"

#include <algorithm>
#include <array>

namespace hf::http {
namespace {

constexpr auto asked = Asks::query;
constexpr auto ordered = Asks::command;

constexpr std::string_view of_request = "/requests/{request_id}";
constexpr RouteOptions accepted{.status = 202};
constexpr RouteOptions new_request{.status = 201, .location = of_request};
constexpr RouteOptions new_return{.status = 202, .location = of_request};

// The first route that matches counts.
constexpr auto routes = std::to_array<Route>({
    {"GET", "/templates", asked, "ListTemplates"},
    {"POST", "/templates", ordered, "CreateTemplate", {.status = 201, .location = "/templates/{template_id}"}},
    {"POST", "/templates/import", ordered, "ImportTemplates"},
    {"POST", "/templates/validate", asked, "ValidateTemplate", {.body_is = "template"}},
    {"GET", "/templates/{template_id}", asked, "GetTemplate"},
    {"PUT", "/templates/{template_id}", ordered, "UpdateTemplate", {.whole_as = "CreateTemplate"}},
    {"PATCH", "/templates/{template_id}", ordered, "UpdateTemplate"},
    {"DELETE", "/templates/{template_id}", ordered, "DeleteTemplate"},
    {"POST", "/templates/{template_id}/validate", ordered, "ValidateTemplate", accepted},
    {"GET", "/templates/{stream}/history", asked, "GetHistory", {.fixed_field = "category", .fixed_value = "template"}},

    {"GET", "/requests", asked, "ListRequests"},
    {"POST", "/requests", ordered, "CreateRequest", new_request},
    {"POST", "/requests/plan", asked, "PlanRequest"},
    {"POST", "/requests/claim", ordered, "ClaimRequests"},
    {"GET", "/requests/{request_id}", asked, "GetRequest"},
    {"GET", "/requests/{request_id}/status", asked, "GetRequestStatus"},
    {"GET", "/requests/{request_id}/machines", asked, "ListMachines"},
    {"GET", "/requests/{request_id}/machine-status", asked, "GetMachineStatus"},
    {"GET", "/requests/{stream}/history", asked, "GetHistory", {.fixed_field = "category", .fixed_value = "request"}},
    {"POST", "/requests/{request_id}/cancel", ordered, "CancelRequest", accepted},
    {"POST", "/requests/{request_id}/retry", ordered, "RetryRequest", new_request},
    {"POST", "/requests/{request_id}/return", ordered, "ReturnMachines", new_return},
    {"GET", "/returns", asked, "ListReturnRequests"},
    {"GET", "/return-notices", asked, "GetReturnNotices"},

    {"GET", "/machines", asked, "ListMachines"},
    {"POST", "/machines", ordered, "RequestMachines", new_request},
    {"POST", "/machines/return", ordered, "ReturnMachines", new_return},
    {"POST", "/machines/stop", ordered, "StopMachines", accepted},
    {"POST", "/machines/start", ordered, "StartMachines", accepted},
    {"GET", "/machines/{machine_id}", asked, "GetMachine"},
    {"GET", "/machines/{stream}/history", asked, "GetHistory", {.fixed_field = "category", .fixed_value = "machine"}},
    {"POST", "/machines/{machine_ids}/return", ordered, "ReturnMachines", new_return},
    {"POST", "/machines/{machine_ids}/stop", ordered, "StopMachines", accepted},
    {"POST", "/machines/{machine_ids}/start", ordered, "StartMachines", accepted},
    {"GET", "/machine-counts", asked, "CountMachines"},

    {"GET", "/providers", asked, "ListProviders"},
    {"POST", "/providers", ordered, "RegisterProvider", {.status = 201, .location = "/providers/{name}"}},
    {"GET", "/providers/{name}", asked, "GetProvider"},
    {"PATCH", "/providers/{name}", ordered, "UpdateProvider"},
    {"DELETE", "/providers/{name}", ordered, "RemoveProvider"},
    {"GET", "/providers/{name}/health", asked, "GetProviderHealth"},
    {"GET", "/providers/{name}/capabilities", asked, "GetProviderCapabilities"},
    {"GET", "/providers/{name}/audit", asked, "GetProviderAudit"},
    {"POST", "/providers/{name}/audit", ordered, "AuditProvider", accepted},
    {"POST", "/providers/{name}/check", ordered, "CheckProvider", accepted},
    {"POST", "/providers/{name}/enable", ordered, "EnableProvider"},
    {"POST", "/providers/{name}/disable", ordered, "DisableProvider"},
    {"POST", "/providers/{name}/release", ordered, "ReleaseProvider", accepted},
    {"GET", "/providers/{stream}/history", asked, "GetHistory", {.fixed_field = "category", .fixed_value = "provider"}},

    {"GET", "/events", asked, "ReadEvents"},
    {"GET", "/status", asked, "GetStatus"},
    {"GET", "/statistics", asked, "GetStatistics"},
    {"GET", "/quarantine", asked, "GetQuarantine"},
    {"POST", "/quarantine/resume", ordered, "ResumeSite"},
    {"GET", "/whoami", asked, "WhoAmI"},
    {"GET", "/describe", asked, "Describe"},
});

bool is_field(std::string_view segment) { return segment.starts_with('{'); }

// Fills `fields`, and returns whether the path is the route's.
bool matches(std::string_view path, std::span<const std::string> segments, MatchedRoute& found) {
    found.fields.clear();
    for (const auto& segment : segments) {
        if (!path.starts_with('/')) return false;
        path.remove_prefix(1);
        const auto expected = path.substr(0, path.find('/'));
        path.remove_prefix(expected.size());
        if (is_field(expected))
            found.fields.emplace_back(expected.substr(1, expected.size() - 2), segment);
        else if (expected != segment)
            return false;
    }
    return path.empty();
}

}  // namespace

std::span<const Route> every_route() { return routes; }

MatchedRoute match(std::string_view method, std::span<const std::string> segments) {
    MatchedRoute found;
    if (segments.empty()) return found;
    for (const auto& route : routes) {
        if (!matches(route.path, segments, found)) continue;
        if (route.method == method) {
            found.route = &route;
            return found;
        }
        if (std::ranges::find(found.allowed, route.method) == found.allowed.end())
            found.allowed.push_back(route.method);
    }
    found.fields.clear();
    return found;
}

}  // namespace hf::http
