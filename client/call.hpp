// The options of a call, and its outcome.
//
//     CallOptions options;
//     options.timeout = 2s;
//     const Called<RequestAccepted> accepted = client.command(order, options);
//     if (accepted)
//         use(accepted->result, accepted->position);
//     else if (accepted.error().kind == CallFailure::Kind::refused)
//         show(accepted.error().error.message);
//
// Plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "client/wire.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/errors/error.hpp"

namespace hf {

struct CallFailure {
    enum class Kind : std::uint8_t {
        refused,      // the daemon refused it; `error` is the daemon's own
        unreachable,  // no daemon answers
        timed_out,    // no answer came in time
        unreadable,   // an answer came that this client cannot decode
        given_up,     // the client was closed, or could not accept the call
    };
    Kind kind{};
    Error error{};
    std::string id{};  // the id of the message
    // True if the message was sent, so that the daemon may have carried it out although the call
    // failed. Sending it again with the same id returns its outcome.
    bool sent = false;
};

template <class R>
struct Replied {
    R result{};
    Position position{};     // the last event that the answer reflects
    bool duplicate = false;  // the command had been answered before; this is its first answer again
    std::string id{};        // the id of the message; events that the command caused carry it as command_id
    std::vector<std::string> withheld{};  // fields of such results that the caller's role is not shown
};

template <class R>
using Called = tl::expected<Replied<R>, CallFailure>;

struct CallOptions {
    std::optional<std::string> id;  // a new id, if empty
    std::optional<Version> expected_version;
    std::optional<std::string> correlation_id;
    // For whom a gateway asks; the site must let its principal act for others. "" is for itself; without a value the
    // client's rules say it.
    std::optional<std::string> on_behalf_of{};
    // For all attempts together; the client's default, if empty.
    std::optional<std::chrono::milliseconds> timeout;
    // The step of a trace that the call belongs to (core/wire/traceparent.hpp); the events that it causes carry it.
    std::optional<std::string> traceparent{};
};

// How a client sends its calls, and sends them again.
struct CallRules {
    std::chrono::milliseconds timeout{10'000};
    // How long to wait for a daemon that refuses connections, since it may be starting.
    std::chrono::milliseconds patience{1000};
    std::chrono::milliseconds resend_after{5000};      // a reply that takes longer counts as lost
    std::size_t largest_reply = std::size_t{1} << 28;  // a larger one ends the connection
    std::string on_behalf_of{};                        // for whom calls ask that don't say it; "": for the client
};

// The failure of a call whose answer this client cannot decode.
CallFailure unreadable(const Problem& problem, std::string id);

// Decodes the result of a call.
template <class R>
Called<R> typed(const Called<Encoded>& called) {
    if (!called) return tl::make_unexpected(called.error());
    Replied<R> replied;
    replied.position = called->position;
    replied.duplicate = called->duplicate;
    replied.id = called->id;
    replied.withheld = called->withheld;
    if (const auto problem = read_from_daemon(called->result.msgpack, replied.result))
        return tl::make_unexpected(unreadable(*problem, called->id));
    return replied;
}

}  // namespace hf
