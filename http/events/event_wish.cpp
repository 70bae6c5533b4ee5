#include "http/events/event_wish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/errors/findings.hpp"
#include "core/text/utf8.hpp"
#include "http/api/bodies.hpp"
#include "http/wire/accept.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

constexpr std::uint64_t shortest_heartbeat_s = 1;
constexpr std::uint64_t longest_heartbeat_s = 300;
constexpr auto names_of_pages = std::to_array<std::string_view>({"limit", "max_bytes"});

std::optional<std::uint64_t> whole_number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

tl::unexpected<Response> invalid_parameter(std::string_view field, std::string_view what) {
    const std::vector<Finding> findings{{std::string(field), std::string(what)}};
    return tl::make_unexpected(problem_of(*invalid(findings)));
}

// Takes the parameter out; nothing if it is not given.
std::optional<std::string> taken(Parameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
    if (found == parameters.end()) return std::nullopt;
    auto value = std::move(found->second);
    parameters.erase(found);
    return value;
}

// The header, where it is there; a browser sends none, or an empty one, at first.
tl::expected<std::optional<Position>, Response> last_event_id(const Request& request) {
    const auto* header = request.headers.find("Last-Event-ID");
    if (!header || trimmed(*header).empty()) return std::nullopt;
    const auto position = whole_number_in(trimmed(*header));
    if (position) return position;
    return tl::make_unexpected(problem_of(
        Refusal::bad_request,
        fmt::format("Last-Event-ID must be a position, like 4711, not \"{}\"", shortened(with_valid_utf8(*header)))));
}

std::optional<Response> read_place(const Request& request, Parameters& parameters, EventWish& wish) {
    const auto last = last_event_id(request);
    if (!last) return last.error();
    const auto after = taken(parameters, "after");
    const auto given = after ? whole_number_in(*after) : std::nullopt;
    if (after && !given) return invalid_parameter("after", "must be a position, like 4711").value();
    wish.from_now = !*last && !after;
    wish.question.after = last->value_or(given.value_or(0));
    return std::nullopt;
}

}  // namespace

tl::expected<bool, Response> follows(const Parameters& parameters) {
    const auto found = std::ranges::find(parameters, "follow", &Parameters::value_type::first);
    if (found == parameters.end()) return true;
    const auto value = value_of_text(found->second, type_of<bool>);
    if (const auto* given = value.as<bool>()) return *given;
    return invalid_parameter("follow", "must be true or false");
}

tl::expected<EventWish, Response> wish_of(const Request& request, Parameters parameters) {
    EventWish wish;
    if (request.caller) {
        wish.principal = request.caller->principal;
        wish.still_good = request.caller->still_good;
    }
    wish.format = names_media_type(request.headers, "application/x-ndjson") ? EventFormat::lines : EventFormat::sse;
    taken(parameters, "follow");
    wish.store_id = taken(parameters, "store_id").value_or("");
    if (const auto heartbeat = taken(parameters, "heartbeat")) {
        const auto seconds = whole_number_in(*heartbeat);
        if (!seconds || *seconds < shortest_heartbeat_s || *seconds > longest_heartbeat_s)
            return invalid_parameter(
                "heartbeat", fmt::format("must be {} to {} seconds", shortest_heartbeat_s, longest_heartbeat_s));
        wish.heartbeat = std::chrono::seconds{*seconds};
    }
    if (auto refusal = read_place(request, parameters, wish)) return tl::make_unexpected(std::move(*refusal));
    for (const auto name : names_of_pages)
        if (taken(parameters, name)) return invalid_parameter(name, "is for pages, which follow=false asks for");
    auto body = body_of_parameters(parameters, type_of<ReadEvents>);
    if (!body) return tl::make_unexpected(problem_of(body.error()));
    if (!body->emplace("after", Value(wish.question.after)).second)
        return invalid_parameter("after", "is given more than once");
    if (const auto problem = wire_codec().decode(wire_codec().encode(*body), wish.question))
        return tl::make_unexpected(problem_of(error_of(Code::validation_error, findings_of(*problem), "the request")));
    return wish;
}

tl::expected<Request, Response> page_request(Request request, const Parameters& parameters) {
    const auto last = last_event_id(request);
    if (!last) return tl::make_unexpected(last.error());
    const bool has_place = std::ranges::find(parameters, "after", &Parameters::value_type::first) != parameters.end();
    std::string query;
    for (const auto& [name, value] : parameters)
        if (!*last || name != "after")
            query += fmt::format("{}{}={}", query.empty() ? "" : "&", encoded_segment(name), encoded_segment(value));
    if (*last || !has_place) query += fmt::format("{}after={}", query.empty() ? "" : "&", last->value_or(0));
    request.query = std::move(query);
    return request;
}

}  // namespace hf::http
