#include "http/api/api.hpp"

#include "http/api/answering.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

// Longer ones are left to the workers: to read this much takes about as long as to hand it over.
constexpr std::size_t longest_body_at_once = 8 * 1024;
constexpr std::chrono::milliseconds longest_readiness{2000};

Response plain(std::string_view text) {
    Response response;
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    response.body = text;
    return response;
}

Response bug(const std::exception& fault) { return problem_of(Refusal::internal, fault.what()); }

}  // namespace

std::optional<Response> Api::refuse(Request& request) { return door_.refusal(request); }

void Api::handle(Request request, Respond respond) {
    if (request.path == "/healthz") return respond(plain("up\n"));
    if (request.path == "/readyz") return look_whether_ready(respond);
    if (answers_.is_full())
        return respond(problem_of(Refusal::too_many_requests,
                                  "the gateway holds as many bytes of answers as it takes; no message "
                                  "was sent to the daemon"));
    if (request.body.size() <= longest_body_at_once) return take(request, respond);
    const auto held = std::make_shared<Request>(std::move(request));
    workers_.run([this, held, respond = std::move(respond)] { take(*held, respond); });
}

void Api::take(const Request& request, const Respond& respond) try {
    auto order = order_of(request);
    if (!order) return respond(std::move(order.error()));
    if (request.caller) order->options.on_behalf_of = request.caller->principal;
    if (order->options.id && !keys_.is_of(*order->options.id, order->fingerprint()))
        return respond(
            problem_of(Refusal::key_reused, "this Idempotency-Key was used for a command that was another one"));
    Answering::begin(daemon_, workers_, answers_, std::move(*order), respond);
} catch (const std::exception& fault) {
    respond(bug(fault));
}

void Api::look_whether_ready(const Respond& respond) {
    static const auto& who = *Messages::of_the_catalogue().find("WhoAmI", false);
    Order order{.message = &who};
    order.options.timeout = longest_readiness;
    order.options.on_behalf_of = "";  // whether the gateway itself is answered
    daemon_.call(order.call(), [respond](const Called<Encoded>& called) {
        if (called) return respond(plain("ready\n"));
        respond(problem_of(Refusal::daemon_unreachable, called.error().error.message));
    });
}

}  // namespace hf::http
