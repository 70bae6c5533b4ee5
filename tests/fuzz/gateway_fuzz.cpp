// A request of HTTP as clients send it, and an answer of the daemon's as the gateway reads it: what is no request is
// refused as such, what is one becomes a message that the buses can read, and each answer is JSON.
//
// An input is a request: a line with method and target, lines of headers, an empty line and the body. One that begins
// with a zero byte is an answer: two bytes for the message, and the bytes of its result.
#include <nlohmann/json.hpp>

#include "http/api/replies.hpp"
#include "http/server/door.hpp"
#include "tests/fuzz/support/bytes.hpp"
#include "tests/fuzz/support/choice.hpp"
#include "tests/fuzz/support/site_queries.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

constexpr unsigned internal_server_error = 500;

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

// Nothing where the server's parser would have refused the bytes before the gateway sees them.
std::optional<http::Request> request_in(std::string_view text) {
    http::Request request;
    const auto first = take_line(text);
    const auto blank = first.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    request.method = first.substr(0, blank);
    const auto target = first.substr(blank + 1);
    for (const char c : target)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return std::nullopt;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    while (!text.empty()) {
        const auto line = take_line(text);
        if (line.empty()) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        try {
            request.headers.add(line.substr(0, colon), std::string(http::trimmed(line.substr(colon + 1))));
        } catch (const std::invalid_argument&) {
            return std::nullopt;
        }
    }
    request.body = text;
    request.from_net = true;
    return request;
}

void check(const http::Response& response) {
    require(response.status != internal_server_error, "no request is a failure of ours");
    if (response.status == 304) return require(response.body.empty(), "what is known already has no body");
    require(nlohmann::json::accept(response.body), "an answer is JSON");
}

Called<Encoded> answered(const Reply& reply) {
    if (reply.error) return tl::make_unexpected(CallFailure{CallFailure::Kind::refused, *reply.error, reply.id, true});
    Replied<Encoded> replied;
    replied.result = *reply.result;
    replied.position = reply.position.value_or(0);
    replied.id = reply.id;
    return replied;
}

void check_answer(const http::Order& order, const Called<Encoded>& called) {
    const auto read = http::read_reply(order, called);
    check(read ? http::response_of(order, *read) : read.error());
}

void ask(const http::Order& order) {
    static const SiteQueries site;
    const auto call = order.call();
    Value any;
    require(!site.codec().decode(call.body.msgpack, any), "a message can be read");
    if (call.is_command) return;
    QueryEnvelope query;
    query.v = protocol_version;
    query.id = {"q-1"};
    query.type = call.message;
    query.body = call.body;
    check_answer(order, answered(site.reply_to(site.codec().encode(query))));
}

void feed_answer(std::string_view input) {
    static const auto& messages = http::Messages::of_the_catalogue().all();
    static const Choice choose([] {
        std::vector<std::string_view> names;
        for (const auto& message : messages) names.push_back(message.type.name);
        return names;
    }());
    Bytes bytes(input);
    http::Order order;
    order.message = &messages[choose(bytes.number(2))];
    order.by_url = true;
    order.path = "/api/v1/requests";
    Replied<Encoded> replied;
    replied.result.msgpack = bytes.text(input.size());
    check_answer(order, replied);
}

void feed(std::string_view input) {
    if (input.starts_with('\0')) return feed_answer(input.substr(1));
    static const http::Door door({"broker.example.org"});
    const auto request = request_in(input);
    if (!request) return;
    if (const auto refusal = door.refusal(*request)) check(*refusal);
    const auto order = http::order_of(*request);
    if (!order) return check(order.error());
    const auto again = http::order_of(*request);
    require(again && again->fingerprint() == order->fingerprint(), "equal requests are equal commands");
    ask(*order);
}

const FuzzTarget target("gateway", feed);

}  // namespace
}  // namespace hf::fuzz
