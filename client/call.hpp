// A call: what it may be given, and what becomes of it.
//
//     CallOptions options;
//     options.timeout = 2s;
//     const Called<RequestAccepted> accepted = client.command(CreateRequest{…}, options);
//     if (accepted) use(accepted->result, accepted->position);
//     else if (accepted.error().kind == CallFailure::Kind::refused) tell(accepted.error().error.message);
//
// Plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "client/wire.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/errors/error.hpp"

namespace hf {

struct CallFailure {
    enum class Kind : std::uint8_t {
        refused,      // the daemon says no; `error` is its own
        unreachable,  // no daemon answers
        timed_out,    // no answer came in time
        unreadable,   // an answer came that makes no sense to us
        given_up,     // by this client: it was closed, or could not take the call
    };
    Kind kind{};
    Error error{};
    std::string id{};   // of the message
    bool sent = false;  // though it failed, the daemon may have carried it out; the same id tells
};

template <class R>
struct Replied {
    R result{};
    Position position{};     // the last event that the answer reflects
    bool duplicate = false;  // it was answered before; this is that answer
    std::string id{};        // of the message: the command_id of the events that a command caused
};

template <class R>
using Called = tl::expected<Replied<R>, CallFailure>;

struct CallOptions {
    std::optional<std::string> id;  // else a new one
    std::optional<Version> expected_version;
    std::optional<std::string> correlation_id;
    std::optional<std::chrono::milliseconds> timeout;  // for all attempts together; else the client's
};

// How a client asks, and asks again.
struct CallRules {
    std::chrono::milliseconds timeout{10'000};
    std::chrono::milliseconds patience{1000};          // for a daemon that may be starting
    std::chrono::milliseconds resend_after{5000};      // a reply that takes longer counts as lost
    std::size_t largest_reply = std::size_t{1} << 28;  // a larger one ends the connection
};

// An answer came that makes no sense to us.
CallFailure unreadable(const Problem& problem, std::string id);

// The same call, with its result read.
template <class R>
Called<R> typed(const Called<Encoded>& called) {
    if (!called) return tl::make_unexpected(called.error());
    Replied<R> replied;
    replied.position = called->position;
    replied.duplicate = called->duplicate;
    replied.id = called->id;
    if (const auto problem = read_from_daemon(called->result.msgpack, replied.result))
        return tl::make_unexpected(unreadable(*problem, called->id));
    return replied;
}

}  // namespace hf
