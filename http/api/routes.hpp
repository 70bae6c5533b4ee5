// Routes: the one table of the resources: which path and method stand for which message.
//
//     const std::vector<std::string> segments{"requests", "req-1"};
//     const auto matched = match("GET", segments);
//     matched.route->message;          // "GetRequest"
//     matched.fields;                  // {{"request_id", "req-1"}}
//
// A message without a route of its own is reached by its name: POST commands/<Type>, POST or GET queries/<Type>.
//
// Constant; any thread may read it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hf::http {

inline constexpr std::string_view root_of_api = "/api/v1";

enum class Asks : bool { query, command };

// What is special about a route.
struct RouteOptions {
    unsigned status = 200;
    // The path of what was made or goes on, with fields of the result or of the message in braces.
    std::string_view location{};
    // A field that the path gives although it has no name in it.
    std::string_view fixed_field{};
    std::string_view fixed_value{};
    std::string_view body_is{};  // the field that the whole body is the value of
    // PUT replaces the whole: what the body leaves out gets its default in this command, which would make it.
    std::string_view whole_as{};
};

struct Route {
    std::string_view method;
    std::string_view path;  // below the root; a segment in braces is a field of the message
    Asks asks{};
    std::string_view message;
    RouteOptions options{};
};

std::span<const Route> every_route();

struct MatchedRoute {
    const Route* route = nullptr;  // null: there is none
    std::vector<std::pair<std::string_view, std::string>> fields{};
    std::vector<std::string_view> allowed{};  // the methods that the path has, if it has any
};

// `segments`: those below the root.
[[nodiscard]] MatchedRoute match(std::string_view method, std::span<const std::string> segments);

}  // namespace hf::http
