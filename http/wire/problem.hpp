// Problems: refusals as HTTP says them, application/problem+json (RFC 9457), and the one table from codes to statuses.
//
//     respond(problem_of(error(Code::template_not_found, "there is no template \"smal\"")));   // 404
//     respond(problem_of(Refusal::no_such_route, "there is nothing at /api/v1/machine"));      // 404
//
// A problem has the daemon's own code, field and details, so that a program acts on the same words as on ZeroMQ. What
// the gateway itself refuses has codes of its own.
//
// Pure; any thread may call these.
#pragma once

#include <string>
#include <string_view>

#include "core/errors/error.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

// Why the gateway answers by itself.
enum class Refusal : std::uint8_t {
    bad_request,
    unauthenticated,
    too_many_attempts,
    keys_unavailable,
    no_such_route,
    method_not_allowed,
    host_not_allowed,
    origin_not_allowed,
    unsupported_media_type,
    header_too_large,
    body_too_large,
    request_timeout,
    key_reused,
    position_not_reached,
    too_many_requests,
    daemon_unreachable,
    daemon_timeout,
    unreadable_answer,
    stopping,
    internal,
};

struct RefusalInfo {
    std::string_view code;
    unsigned status;
    std::string_view title;
};

// In the order of enum Refusal.
inline constexpr auto every_refusal = std::to_array<RefusalInfo>({
    {"bad_request", 400, "not a request that can be read"},
    {"unauthenticated", 401, "nobody is known by the credentials of this request"},
    {"too_many_attempts", 429, "too many requests of this address had wrong credentials"},
    {"keys_unavailable", 503, "the token can't be checked yet"},
    {"no_such_route", 404, "there is nothing at this path"},
    {"method_not_allowed", 405, "there is something at this path, and it has no such method"},
    {"host_not_allowed", 403, "the Host header names a host that this gateway does not answer for"},
    {"origin_not_allowed", 403, "a page of another origin may not send this"},
    {"unsupported_media_type", 415, "the body must be application/json"},
    {"header_too_large", 431, "the header is larger than the gateway takes"},
    {"body_too_large", 413, "the body is larger than the gateway takes"},
    {"request_timeout", 408, "the request did not arrive in time"},
    {"key_reused", 422, "the Idempotency-Key was used for another command"},
    {"position_not_reached", 503, "the daemon has not come to the position that was asked for"},
    {"too_many_requests", 503, "the gateway has as many requests under way as it takes"},
    {"daemon_unreachable", 503, "the daemon does not answer"},
    {"daemon_timeout", 504, "the daemon's answer did not come in time"},
    {"unreadable_answer", 502, "the daemon's answer cannot be read; it may be of another version"},
    {"stopping", 503, "the gateway is stopping"},
    {"internal", 500, "a bug; please report it"},
});
static_assert(every_refusal.size() == static_cast<std::size_t>(Refusal::internal) + 1);

constexpr const RefusalInfo& info_of(Refusal refusal) { return every_refusal[static_cast<std::size_t>(refusal)]; }

// The status of the daemon's refusal. A rate of commands that the sender has exceeded is 429, any other busy 503, and
// events that are in the archive alone are 410.
[[nodiscard]] unsigned status_of(const Error& error);

[[nodiscard]] Response problem_of(const Error& error);
[[nodiscard]] Response problem_of(Refusal refusal, std::string_view detail);

}  // namespace hf::http
