#include "http/who/guard.hpp"

#include <spdlog/spdlog.h>

#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

using std::chrono::steady_clock;

// What tells nothing of the site but that the gateway is up.
bool is_for_everybody(const Request& request) { return request.path == "/healthz"; }

Response unknown_caller(bool has_shown_something) {
    auto response = problem_of(Refusal::unauthenticated, "send credentials of this site: Authorization: Bearer TOKEN");
    response.headers.set("WWW-Authenticate", has_shown_something
                                                 ? R"(Bearer realm="hostfactory", error="invalid_token")"
                                                 : R"(Bearer realm="hostfactory")");
    return response;
}

}  // namespace

std::optional<Response> Guard::refuse(Request& request) {
    auto refusal = refusal_of(request);
    if (refusal) pages_.add_headers(request, *refusal);
    return refusal;
}

std::optional<Response> Guard::refusal_of(Request& request) {
    if (auto refusal = inner_.refuse(request)) return refusal;
    // What a browser asks before it sends a page's request has no credentials.
    if (pages_.preflight(request) || is_for_everybody(request) || !who_.is_required()) return std::nullopt;
    const bool has_room = attempts_.has_room(address_of_peer(request.peer), steady_clock::now());
    auto found = who_.identify(request, has_room ? Effort::all : Effort::little);
    if (!found) return answer_to(found.error(), request, has_room);
    request.caller = std::move(*found);
    return std::nullopt;
}

Response Guard::answer_to(const Denial& denial, const Request& request, bool has_room) {
    if (denial.kind == Denial::Kind::missing) return unknown_caller(false);
    if (denial.kind == Denial::Kind::later)
        return problem_of(Refusal::keys_unavailable, "the keys of the token's issuer are being fetched");
    if (const auto line = attempts_.take(address_of_peer(request.peer), denial.why, steady_clock::now()))
        spdlog::warn("{}", *line);
    if (!has_room)
        return problem_of(Refusal::too_many_attempts, "too many requests from this address had wrong credentials");
    return unknown_caller(true);
}

void Guard::handle(Request request, Respond respond) {
    if (!pages_.admits_any()) return inner_.handle(std::move(request), std::move(respond));
    if (auto answer = pages_.preflight(request)) return respond(std::move(*answer));
    const auto* origin = pages_.origin_of(request);
    inner_.handle(std::move(request), [this, origin, respond = std::move(respond)](Response response) {
        pages_.add_headers(origin, response);
        respond(std::move(response));
    });
}

}  // namespace hf::http
