// PendingCall: one message until it is answered or given up; the rules of asking again.
//
//     PendingCall call(message, rules, now, deadline);
//     if (call.to_be_sent(now)) send(call.take_up(now));
//     if (auto outcome = call.answered(reply, now)) …     // else it is to be asked again
//     if (auto failure = call.look(now, reach)) …         // at call.due(now, refused)
//
// A message without an answer is sent again under its id for as long as there is time: a
// command is carried out once, however often it arrives (P2). A daemon that is busy or
// stopping is asked again when it says. What was never sent fails soon when nobody is
// there; what was sent may have been carried out, so that only its deadline ends it.
//
// Does no I/O and reads no clock. Used by one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "client/calls/outgoing_message.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

// How it stands with the connection that calls go over.
struct Reach {
    std::string_view endpoint;
    bool refused = false;   // an attempt to connect has failed
    std::string why_not{};  // it isn't up; empty: it is
};

class PendingCall {
public:
    using Time = std::chrono::steady_clock::time_point;

    PendingCall(OutgoingMessage message, const CallRules& rules, Time now, Time deadline);

    [[nodiscard]] const std::string& id() const { return message_.id(); }

    // Sent, and neither answered nor lost so far.
    [[nodiscard]] bool asked() const { return asked_; }
    [[nodiscard]] Time asked_at() const { return asked_at_; }
    [[nodiscard]] bool to_be_sent(Time now) const { return !asked_ && now >= not_before_; }

    // The bytes to send now.
    [[nodiscard]] std::string take_up(Time now);

    // Its outcome; nothing when the daemon wants to be asked again later.
    [[nodiscard]] std::optional<Called<Encoded>> answered(Reply reply, Time now);

    // The answer was lost with the connection, or is thought so: it is asked again.
    void lost(std::string why, Time now);

    // When look() is to be called next, though nothing happens.
    [[nodiscard]] Time due(Time now, bool refused) const;
    // What time alone changes. The failure that ends it, if it ends.
    [[nodiscard]] std::optional<CallFailure> look(Time now, const Reach& reach);

    // That failure, for this call.
    [[nodiscard]] CallFailure failed(CallFailure why) const;

private:
    void ask_again(Time from);
    void settle(Code refusal);

    OutgoingMessage message_;
    CallRules rules_;
    Time started_;
    Time deadline_;
    Time not_before_;
    Time patience_until_;
    Time asked_at_{};
    bool asked_ = false;
    unsigned unsettled_ = 0;  // so often it was sent, and nobody has said what came of it
    CallFailure last_;        // what to say when the time is over
};

}  // namespace hf
