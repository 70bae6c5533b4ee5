// PendingCall: one message until it is answered or given up. It holds the rules of asking again.
//
//     PendingCall call(message, rules, now, deadline);
//     if (call.to_be_sent(now)) send(call.begin_sending(now));
//     if (auto outcome = call.answered(reply, now)) …     // otherwise it will be sent again
//     if (auto failure = call.look(now, reach)) …         // at call.due(now, refused)
//
// A message without an answer is sent again under its id while time is left: a command is carried
// out once, however often it arrives (P2). A daemon that is busy or stopping is asked again when
// its reply says. A message that was never sent fails soon if no daemon answers; a message that was
// sent may have been carried out, so only its deadline ends it.
//
// Does no I/O and reads no clock. Used by one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "client/calls/outgoing_message.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

// The state of the connection that the calls use.
struct Reach {
    std::string_view endpoint;
    bool refused = false;   // an attempt to connect has failed
    std::string why_not{};  // why the connection is not up; empty if it is
};

class PendingCall {
public:
    using Time = std::chrono::steady_clock::time_point;

    PendingCall(OutgoingMessage message, const CallRules& rules, Time now, Time deadline);

    [[nodiscard]] const std::string& id() const { return message_.id(); }

    // True if it was sent and is neither answered nor lost.
    [[nodiscard]] bool asked() const { return asked_; }
    [[nodiscard]] Time asked_at() const { return asked_at_; }
    [[nodiscard]] bool to_be_sent(Time now) const { return !asked_ && now >= not_before_; }

    // Returns the bytes to send now, and counts the message as sent.
    [[nodiscard]] std::string begin_sending(Time now);

    // Takes a reply. Returns the outcome, or nothing if the daemon wants to be asked again later.
    [[nodiscard]] std::optional<Called<Encoded>> answered(Reply reply, Time now);

    // Notes that the answer is lost, or is believed to be; the message will be sent again.
    void lost(std::string why, Time now);

    // Returns when look() must run next even if nothing arrives.
    [[nodiscard]] Time due(Time now, bool refused) const;
    // Applies the passing of time. Returns the failure that ends the call, if it ends.
    [[nodiscard]] std::optional<CallFailure> look(Time now, const Reach& reach);

    // Returns that failure with the id of this call.
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
    unsigned unsettled_ = 0;  // number of times it was sent without it being known whether it was carried out
    CallFailure last_;        // the failure to report when the time is over
};

}  // namespace hf
