#include "http/api/replies.hpp"

#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "http/api/bodies.hpp"
#include "http/api/event_page.hpp"
#include "http/wire/problem.hpp"
#include "http/wire/target.hpp"

namespace hf::http {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// Fills the fields in braces from the result, or else from the message. Nothing where one is in neither.
std::optional<std::string> filled(std::string_view path, const Json& result, const ValueMap& body) {
    std::string out(root_of_api);
    while (!path.empty()) {
        const auto open = path.find('{');
        out += path.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = path.find('}', open);
        const std::string name(path.substr(open + 1, close - open - 1));
        path.remove_prefix(close + 1);
        const auto given = body.find(name);
        if (result.is_object() && result.contains(name))
            out += encoded_segment(text_of(result[name]));
        else if (const auto* text = given == body.end() ? nullptr : given->second.as<std::string>())
            out += encoded_segment(*text);
        else
            return std::nullopt;
    }
    return out;
}

// The query of this page with another place to begin at.
std::string query_of_next(std::string_view query, const std::string& after) {
    std::string out;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto each = query.substr(0, end);
        const auto name = each.substr(0, each.find('='));
        if (!each.empty() && name != "after" && name != "offset") out += fmt::format("{}&", each);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    }
    return out + "after=" + encoded_segment(after);
}

// Where the next page of a list begins, or of events; nothing on the last one.
std::optional<std::string> place_of_next(const Order& order, const Json& json) {
    if (is_page_of_events(order)) return next_page_of_events(json);
    return json.is_object() && json.contains("next") ? std::optional(text_of(json["next"])) : std::nullopt;
}

void add_version(const Order& order, const Json& json, Response& response) {
    if (!json.is_object() || !json.contains("version") || !json["version"].is_number_unsigned()) return;
    const auto tag = '"' + json["version"].dump() + '"';
    response.headers.set("ETag", tag);
    const bool is_known = order.if_none_match && (*order.if_none_match == "*" || *order.if_none_match == tag ||
                                                  *order.if_none_match == "W/" + tag);
    if (!is_known || order.message->is_command) return;
    response.status = 304;
    response.body.clear();
    response.headers.remove("Content-Type");
}

}  // namespace

tl::expected<ReadReply, Response> read_reply(const Order& order, const Called<Encoded>& called) {
    if (!called) return tl::make_unexpected(problem_of(order, called.error()));
    auto json = json_of_result(called->result.msgpack, *order.message->type.result);
    if (!json) return tl::make_unexpected(problem_of(Refusal::unreadable_answer, json.error()));
    return ReadReply{std::move(*json), called->position, called->duplicate, called->id, called->withheld};
}

Response response_of(const Order& order, const ReadReply& reply) {
    Response response{.status = order.route.status};
    response.body = reply.json.dump() + "\n";
    auto& headers = response.headers;
    headers.set("Content-Type", "application/json");
    headers.set("X-Position", std::to_string(reply.position));
    if (!reply.withheld.empty()) headers.set("X-Withheld", fmt::format("{}", fmt::join(reply.withheld, ", ")));
    if (order.message->is_command) headers.set("X-Command-Id", reply.id);
    if (reply.duplicate) headers.set("Idempotency-Replayed", "true");
    if (!order.route.location.empty())
        if (auto location = filled(order.route.location, reply.json, order.body))
            headers.set("Location", std::move(*location));
    if (const auto next = order.by_url ? place_of_next(order, reply.json) : std::nullopt)
        headers.set("Link", fmt::format("<{}?{}>; rel=\"next\"", order.path, query_of_next(order.query, *next)));
    if (is_page_of_events(order)) finish_page_of_events(order, reply.json, response);
    add_version(order, reply.json, response);
    return response;
}

Response problem_of(const Order& order, const CallFailure& failure) {
    const auto again =
        order.message->is_command && failure.sent
            ? fmt::format("; it may have been carried out: send it again with Idempotency-Key: \"{}\"", failure.id)
            : std::string{};
    const auto made = [&] {
        switch (failure.kind) {
            case CallFailure::Kind::refused: return problem_of(failure.error);
            case CallFailure::Kind::unreachable:
                return problem_of(Refusal::daemon_unreachable, failure.error.message + again);
            case CallFailure::Kind::timed_out:
                return problem_of(Refusal::daemon_timeout, failure.error.message + again);
            case CallFailure::Kind::unreadable:
                return problem_of(Refusal::unreadable_answer, failure.error.message + again);
            case CallFailure::Kind::given_up: break;
        }
        if (failure.error.code == Code::internal) return problem_of(Refusal::internal, failure.error.message);
        return problem_of(failure.error.code == Code::busy ? Refusal::too_many_requests : Refusal::stopping,
                          failure.error.message + again);
    };
    auto response = made();
    if (order.message->is_command && !failure.id.empty()) response.headers.set("X-Command-Id", failure.id);
    return response;
}

std::optional<std::string> request_in(const ReadReply& reply) {
    if (!reply.json.is_object()) return std::nullopt;
    const auto found = reply.json.find("request_id");
    if (found == reply.json.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

}  // namespace hf::http
