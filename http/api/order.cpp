#include "http/api/order.hpp"

#include <algorithm>
#include <charconv>

#include "core/errors/findings.hpp"
#include "core/text/utf8.hpp"
#include "core/wire/traceparent.hpp"
#include "http/api/bodies.hpp"
#include "http/api/event_page.hpp"
#include "http/wire/accept.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

constexpr std::string_view at_least_position = "at_least_position";
constexpr std::size_t longest_correlation_id = 128;

tl::unexpected<Response> refused(Refusal refusal, std::string_view detail) {
    return tl::make_unexpected(problem_of(refusal, detail));
}
tl::unexpected<Response> refused(const Error& error) { return tl::make_unexpected(problem_of(error)); }

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// The text of a quoted string; one without quotes is taken as it is.
std::string_view unquoted(std::string_view text) {
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

// Proxies that compress make a weak tag of a strong one. A version is the same whatever its bytes are.
std::string_view tag_in(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with("W/")) text.remove_prefix(2);
    return unquoted(text);
}

struct Named {
    const MessageOfApi* message = nullptr;
    RouteOptions options{};
    std::vector<std::pair<std::string_view, std::string>> fields{};
};

bool has_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

// commands/<Type> and queries/<Type>; nothing if the path is neither.
std::optional<tl::expected<Named, Response>> by_name(std::string_view method,
                                                     const std::vector<std::string>& segments) {
    if (segments.size() != 2 || (segments[0] != "commands" && segments[0] != "queries")) return std::nullopt;
    const bool is_command = segments[0] == "commands";
    if (method != "POST" && (is_command || method != "GET")) {
        auto response = problem_of(Refusal::method_not_allowed, "a message by its name is sent by POST");
        response.headers.set("Allow", is_command ? "POST" : "POST, GET, HEAD");
        return tl::make_unexpected(std::move(response));
    }
    const auto& messages = Messages::of_the_catalogue();
    const auto* message = messages.find(segments[1], is_command);
    if (!message) return refused(messages.no_such(segments[1], is_command));
    return Named{.message = message};
}

tl::expected<Named, Response> named_by(std::string_view method, std::string_view path) {
    auto segments = segments_of(path);
    if (!segments) return refused(Refusal::bad_request, segments.error());
    const bool below_root = segments->size() >= 2 && (*segments)[0] == "api" && (*segments)[1] == "v1";
    const auto nothing = [&] {
        return refused(Refusal::no_such_route,
                       fmt::format("there is nothing at {}", shortened(with_valid_utf8(path), 128)));
    };
    if (!below_root) return nothing();
    segments->erase(segments->begin(), segments->begin() + 2);
    if (auto found = by_name(method, *segments)) return std::move(*found);
    auto matched = match(method, *segments);
    if (matched.route) {
        const auto* message =
            Messages::of_the_catalogue().find(matched.route->message, matched.route->asks == Asks::command);
        return Named{message, matched.route->options, std::move(matched.fields)};
    }
    if (matched.allowed.empty()) return nothing();
    std::string allowed;
    for (const auto each : matched.allowed)
        allowed += fmt::format("{}{}{}", allowed.empty() ? "" : ", ", each, each == "GET" ? ", HEAD" : "");
    auto response = problem_of(Refusal::method_not_allowed, fmt::format("this path has {}", allowed));
    response.headers.set("Allow", allowed);
    return tl::make_unexpected(std::move(response));
}

// Adds a field that the path gives. The body may repeat it, and not contradict it.
std::optional<Finding> add_field(ValueMap& body, std::string_view name, std::string_view text, const TypeInfo& type) {
    const auto field = std::ranges::find(type.fields, name, &FieldInfo::name);
    auto value = field == type.fields.end() ? Value(text) : value_of_text(text, *field->type);
    const auto [known, is_new] = body.emplace(std::string(name), value);
    if (is_new || known->second == value) return std::nullopt;
    return Finding{std::string(name),
                   fmt::format("is {} in the path, and {} in the body", in_words(value), in_words(known->second))};
}

Result<ValueMap> body_of(const Request& request, const Named& named, const Parameters& parameters) {
    const auto& type = *named.message->type.body;
    auto body = has_body(request.method) ? body_of_json(request.body, type) : body_of_parameters(parameters, type);
    if (!body) return body;
    if (!named.options.body_is.empty() && !body->empty())
        body = ValueMap{{std::string(named.options.body_is), Value(std::move(*body))}};
    std::vector<Finding> findings;
    const auto add = [&](std::string_view name, std::string_view text) {
        if (auto finding = add_field(*body, name, text, type)) findings.push_back(std::move(*finding));
    };
    for (const auto& [name, text] : named.fields) add(name, text);
    if (!named.options.fixed_field.empty()) add(named.options.fixed_field, named.options.fixed_value);
    if (const auto* maker = Messages::of_the_catalogue().find(named.options.whole_as, true)) {
        for (const auto& field : maker->type.body->fields)
            if (field.required && !body->contains(field.name))
                findings.push_back({std::string(field.name), "is missing"});
        body->merge(defaults_of(*maker->type.body, maker->type.make().get()));
    }
    if (auto wrong = invalid(findings)) return tl::make_unexpected(std::move(*wrong));
    return body;
}

std::optional<Response> read_key(const Request& request, Order& order) {
    if (request.headers.count("Idempotency-Key") > 1)
        return problem_of(Refusal::bad_request, "a command has one Idempotency-Key");
    const auto* header = request.headers.find("Idempotency-Key");
    if (!header || !order.message->is_command) return std::nullopt;
    const std::string key(unquoted(*header));
    if (auto wrong = CommandId::check(key); !wrong.empty())
        return problem_of(Refusal::bad_request, fmt::format("the Idempotency-Key {}", wrong));
    order.options.id = key;
    return std::nullopt;
}

std::optional<Response> read_version(const Request& request, Order& order) {
    const auto* header = request.headers.find("If-Match");
    if (!header || trimmed(*header) == "*") return std::nullopt;
    const auto version = number_of(tag_in(*header));
    if (!version) return problem_of(Refusal::bad_request, "If-Match must be the ETag of one version, like \"7\", or *");
    order.options.expected_version = version;
    return std::nullopt;
}

// Prefer: respond-async, wait=30 (RFC 7240). What is not understood there is to be ignored.
void read_preferences(const Request& request, Order& order) {
    for (const auto& field : request.headers.all()) {
        if (!same_name(field.name, "Prefer")) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const auto end = rest.find_first_of(",;");
            const auto each = trimmed(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            const auto equals = each.find('=');
            if (equals == std::string_view::npos || !same_name(trimmed(each.substr(0, equals)), "wait")) continue;
            if (const auto seconds = number_of(unquoted(each.substr(equals + 1))))
                order.wait = std::min(longest_wait, std::chrono::seconds{std::min<std::uint64_t>(*seconds, 1'000'000)});
        }
    }
}

void read_traces(const Request& request, Order& order) {
    // W3C: a traceparent that cannot be read is as none.
    const auto* trace = request.headers.find("traceparent");
    if (trace && Traceparent::check(*trace).empty()) order.options.traceparent = *trace;
    const auto* conversation = request.headers.find("X-Correlation-Id");
    if (conversation && !conversation->empty() && conversation->size() <= longest_correlation_id &&
        is_utf8(*conversation))
        order.options.correlation_id = *conversation;
}

// Takes what is for the gateway itself out of the parameters.
std::optional<Response> read_position(Parameters& parameters, Order& order) {
    const auto found = std::ranges::find(parameters, at_least_position, &Parameters::value_type::first);
    if (found == parameters.end()) return std::nullopt;
    order.at_least = number_of(found->second);
    if (!order.at_least) return problem_of(Refusal::bad_request, "at_least_position must be a position, like 4711");
    if (order.message->is_command)
        return problem_of(Refusal::bad_request, "at_least_position is for what is asked, and not for commands");
    parameters.erase(found);
    return std::nullopt;
}

}  // namespace

DaemonCall Order::call() const {
    return {message->type.name, message->is_command, Encoded{wire_codec().encode(body)}, options};
}

std::uint64_t Order::fingerprint() const {
    const auto version = options.expected_version ? std::to_string(*options.expected_version) : std::string{};
    return std::hash<std::string>{}(
        fmt::format("{}\n{}\n{}\n", message->type.name, version, options.on_behalf_of.value_or("")) +
        wire_codec().encode(body));
}

tl::expected<Order, Response> order_of(const Request& request) {
    auto named = named_by(request.method == "HEAD" ? "GET" : std::string_view(request.method), request.path);
    if (!named) return tl::make_unexpected(std::move(named.error()));
    Order order;
    order.message = named->message;
    order.route = named->options;
    order.path = request.path;
    order.query = request.query;
    order.by_url = !has_body(request.method);
    auto parameters = parameters_of(request.query);
    if (!parameters) return refused(Refusal::bad_request, parameters.error());
    if (auto refusal = read_position(*parameters, order)) return tl::make_unexpected(std::move(*refusal));
    if (has_body(request.method) && !parameters->empty())
        return refused(Refusal::bad_request, "the fields of this request stand in its body, and not in the query");
    // The links of its pages say that these are pages.
    if (is_page_of_events(order)) std::erase_if(*parameters, [](const auto& each) { return each.first == "follow"; });
    auto body = body_of(request, *named, *parameters);
    if (!body) return refused(body.error());
    order.body = std::move(*body);
    if (auto refusal = read_key(request, order)) return tl::make_unexpected(std::move(*refusal));
    if (auto refusal = read_version(request, order)) return tl::make_unexpected(std::move(*refusal));
    read_preferences(request, order);
    read_traces(request, order);
    if (const auto* tag = request.headers.find("If-None-Match")) order.if_none_match = *tag;
    order.in_lines = is_page_of_events(order) && names_media_type(request.headers, "application/x-ndjson");
    return order;
}

}  // namespace hf::http
