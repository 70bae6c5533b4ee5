// Order: what a request of HTTP asks the daemon for: which message, with which fields, and how its answer is wanted.
//
//     auto order = order_of(request);
//     if (!order) return respond(std::move(order.error()));       // a problem
//     daemon.call(order->call(), …);
//
// What is in the path, the query, the body and the header is put together here:
// - Idempotency-Key: the command's id
// - If-Match: expected_version
// - traceparent, X-Correlation-Id: through to the events
// - Prefer: wait=30: wait for a request's end, or answer as it stands
// - at_least_position (in the query): wait until the daemon has come there
// - If-None-Match: 304 where the version is that one
// - Accept: application/x-ndjson: a page of events in lines
//
// Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>

#include "http/api/daemon.hpp"
#include "http/api/messages.hpp"
#include "http/api/routes.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

struct Order {
    const MessageOfApi* message = nullptr;
    RouteOptions route{};
    ValueMap body{};
    CallOptions options{};
    std::optional<std::chrono::seconds> wait{};
    std::optional<Position> at_least{};
    std::optional<std::string> if_none_match{};
    bool in_lines = false;  // events, each on a line of its own
    bool by_url = false;    // its fields stand in its URL, so a link can lead to another page
    std::string path{};     // of the request, for links to other pages
    std::string query{};

    [[nodiscard]] DaemonCall call() const;
    // Equal for equal commands of one caller: what an Idempotency-Key stands for.
    [[nodiscard]] std::uint64_t fingerprint() const;
};

inline constexpr std::chrono::seconds longest_wait{300};

tl::expected<Order, Response> order_of(const Request& request);

}  // namespace hf::http
