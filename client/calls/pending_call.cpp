#include "client/calls/pending_call.hpp"

#include <algorithm>

namespace hf {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Why = CallFailure::Kind;

PendingCall::PendingCall(OutgoingMessage message, const CallRules& rules, Time now, Time deadline)
    : message_(std::move(message)),
      rules_(rules),
      started_(now),
      deadline_(deadline),
      not_before_(now),
      patience_until_(now + rules.patience),
      last_{.kind = Why::timed_out, .error = error(Code::deadline_exceeded, "there was no time to ask")} {}

std::string PendingCall::begin_sending(Time now) {
    asked_ = true;
    asked_at_ = now;
    ++unsettled_;
    return message_.encode(std::chrono::ceil<milliseconds>(deadline_ - now));
}

std::optional<Called<Encoded>> PendingCall::answered(Reply reply, Time now) {
    if (reply.status == ReplyStatus::ok) {
        Encoded nothing{std::string(1, '\x80')};
        return Replied<Encoded>{reply.result ? std::move(*reply.result) : std::move(nothing),
                                reply.position.value_or(0), reply.duplicate.value_or(false), id(),
                                std::move(reply.withheld).value_or(std::vector<std::string>{})};
    }
    last_ = {.kind = Why::refused,
             .error = reply.error ? std::move(*reply.error) : error(Code::internal, "the daemon gave no reason")};
    settle(last_.error.code);
    const auto when = now + milliseconds{last_.error.retry_after_ms.value_or(0)};
    const bool again = last_.error.retryable && last_.error.retry_after_ms && when < deadline_;
    if (!again) return tl::make_unexpected(failed(last_));
    ask_again(when);
    return std::nullopt;
}

// Concludes from a refusal whether the message was carried out when it was sent before.
void PendingCall::settle(Code refusal) {
    switch (refusal) {
        // This sending was not carried out; an earlier one may have been.
        case Code::busy:
        case Code::shutting_down:
        case Code::deadline_exceeded: unsettled_ -= std::min(unsettled_, 1U); return;
        // It is unknown whether it was carried out.
        case Code::storage_error:
        case Code::internal: return;
        default: unsettled_ = 0;
    }
}

void PendingCall::lost(std::string why, Time now) {
    last_ = {.kind = Why::timed_out, .error = error(Code::deadline_exceeded, "{}", why)};
    ask_again(now);
}

void PendingCall::ask_again(Time from) {
    asked_ = false;
    not_before_ = from;
    patience_until_ = from + rules_.patience;
}

PendingCall::Time PendingCall::due(Time now, bool refused) const {
    if (asked_) return std::min(deadline_, asked_at_ + rules_.resend_after);
    if (now < not_before_) return std::min(deadline_, not_before_);
    return refused && unsettled_ == 0 ? std::min(deadline_, patience_until_) : deadline_;
}

std::optional<CallFailure> PendingCall::look(Time now, const Reach& reach) {
    if (asked_ && (now >= deadline_ || now >= asked_at_ + rules_.resend_after)) {
        const auto waited = std::chrono::round<milliseconds>(now - started_);
        lost(fmt::format("{} gave no answer within {} ms", reach.endpoint, waited.count()), now);
    } else if (!asked_ && now >= not_before_ && !reach.why_not.empty() &&
               (now >= deadline_ || (reach.refused && now >= patience_until_))) {
        last_ = {.kind = Why::unreachable, .error = error(Code::internal, "{}", reach.why_not)};
        if (unsettled_ == 0) return failed(last_);
    }
    if (now >= deadline_) return failed(last_);
    return std::nullopt;
}

CallFailure PendingCall::failed(CallFailure why) const {
    why.id = id();
    why.sent = unsettled_ > 0;
    return why;
}

}  // namespace hf
