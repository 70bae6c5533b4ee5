// The rules of asking again, at made-up times.
#include "client/calls/pending_call.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;
using Kind = CallFailure::Kind;
using Time = PendingCall::Time;

const Time start{1h};
const Reach up{"ipc://here"};
const Reach connecting{"ipc://here", false, "it doesn't answer"};
const Reach refused{"ipc://here", true, "nobody is there"};

PendingCall call() {
    return {OutgoingMessage::command("c-1", "CancelRequest", Encoded{"\x80"}, {}),
            CallRules{.timeout = 10s, .patience = 1s, .resend_after = 3s}, start, start + 10s};
}

CommandEnvelope sent(PendingCall& call, Time when) {
    EXPECT_TRUE(call.to_be_sent(when));
    CommandEnvelope envelope;
    EXPECT_FALSE(wire_codec().decode(call.begin_sending(when), envelope));
    EXPECT_FALSE(call.to_be_sent(when));
    return envelope;
}

Reply ok() {
    Reply reply;
    reply.id = "c-1";
    reply.position = 5;
    return reply;
}

Reply no(Code code, std::optional<std::uint32_t> retry_after_ms = std::nullopt) {
    Reply reply;
    reply.id = "c-1";
    reply.status = ReplyStatus::error;
    reply.error = error(code, "no");
    reply.error->retryable = retry_after_ms.has_value();
    reply.error->retry_after_ms = retry_after_ms;
    return reply;
}

TEST(PendingCall, EndsWithItsAnswer) {
    auto it = call();
    sent(it, start);
    const auto outcome = it.answered(ok(), start + 1ms);
    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ((*outcome)->position, 5U);
    EXPECT_EQ((*outcome)->result.msgpack, "\x80");
    EXPECT_EQ((*outcome)->id, "c-1");
}

TEST(PendingCall, IsSentAgainUnderItsIdAndWithTheTimeThatIsLeft) {
    auto it = call();
    EXPECT_EQ(sent(it, start).common.deadline_ms, 10'000U);
    EXPECT_EQ(it.due(start, false), start + 3s);
    EXPECT_FALSE(it.look(start + 3s - 1ns, up));
    EXPECT_TRUE(it.asked());
    EXPECT_FALSE(it.look(start + 3s, up));
    const auto again = sent(it, start + 3s);
    EXPECT_EQ(again.common.id.value, "c-1");
    EXPECT_EQ(again.common.deadline_ms, 7'000U);
}

TEST(PendingCall, ALateAnswerCountsToo) {
    auto it = call();
    sent(it, start);
    it.lost("the connection ended", start + 1s);
    const auto outcome = it.answered(ok(), start + 1001ms);
    EXPECT_TRUE(outcome && *outcome);
}

TEST(PendingCall, WaitsForAsLongAsABusyDaemonSays) {
    auto it = call();
    sent(it, start);
    EXPECT_FALSE(it.answered(no(Code::busy, 500), start + 1s));
    EXPECT_FALSE(it.to_be_sent(start + 1499ms));
    EXPECT_EQ(it.due(start + 1s, true), start + 1500ms);
    EXPECT_TRUE(it.to_be_sent(start + 1500ms));
}

TEST(PendingCall, EndsAtOnceWhenTheDaemonWantsMoreTimeThanThereIs) {
    auto it = call();
    sent(it, start);
    const auto outcome = it.answered(no(Code::busy, 60'000), start + 1s);
    ASSERT_TRUE(outcome && !*outcome);
    EXPECT_EQ(outcome->error().kind, Kind::refused);
    EXPECT_FALSE(outcome->error().sent);
}

TEST(PendingCall, IsSoonGivenUpWhenNobodyIsThereAndItWasNeverSent) {
    auto it = call();
    EXPECT_EQ(it.due(start, false), start + 10s);
    EXPECT_EQ(it.due(start, true), start + 1s);
    EXPECT_FALSE(it.look(start + 999ms, refused));
    EXPECT_FALSE(it.look(start + 2s, connecting));
    const auto failure = it.look(start + 2s, refused);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, Kind::unreachable);
    EXPECT_EQ(failure->error.message, "nobody is there");
    EXPECT_FALSE(failure->sent);
    EXPECT_EQ(failure->id, "c-1");
}

TEST(PendingCall, WaitsForItsDaemonOnceItWasSent) {
    auto it = call();
    sent(it, start);
    it.lost("the connection ended", start + 1s);
    EXPECT_FALSE(it.look(start + 9s, refused));
    EXPECT_EQ(it.due(start + 9s, true), start + 10s);
    const auto failure = it.look(start + 10s, refused);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, Kind::unreachable);
    EXPECT_TRUE(failure->sent);
}

TEST(PendingCall, SaysAtItsDeadlineHowItStood) {
    auto unanswered = call();
    sent(unanswered, start);
    const auto no_answer = unanswered.look(start + 10s, up);
    ASSERT_TRUE(no_answer);
    EXPECT_EQ(no_answer->kind, Kind::timed_out);
    EXPECT_EQ(no_answer->error.message, "ipc://here gave no answer within 10000 ms");
    EXPECT_TRUE(no_answer->sent);

    auto unconnected = call();
    const auto no_connection = unconnected.look(start + 10s, connecting);
    ASSERT_TRUE(no_connection);
    EXPECT_EQ(no_connection->kind, Kind::unreachable);
    EXPECT_FALSE(no_connection->sent);

    auto unsent = call();
    const auto no_time = unsent.look(start + 10s, up);
    ASSERT_TRUE(no_time);
    EXPECT_EQ(no_time->kind, Kind::timed_out);
    EXPECT_FALSE(no_time->sent);
}

// A refusal that says nothing about the first sending must not look as if nothing had happened.
TEST(PendingCall, KnowsThatAnEarlierSendingMayHaveBeenCarriedOut) {
    struct Case {
        Code code;
        bool may_have_happened;
    };
    for (const auto [code, may_have_happened] : {Case{Code::deadline_exceeded, true},
                                                 {Code::storage_error, true},
                                                 {Code::internal, true},
                                                 {Code::template_not_found, false},
                                                 {Code::conflict, false}}) {
        auto it = call();
        sent(it, start);
        it.lost("the connection ended", start + 1s);
        sent(it, start + 1s);
        const auto outcome = it.answered(no(code), start + 2s);
        ASSERT_TRUE(outcome && !*outcome) << name_of(code);
        EXPECT_EQ(outcome->error().sent, may_have_happened) << name_of(code);
    }
}

TEST(PendingCall, KnowsThatNothingHappenedWhenItsOnlySendingWasTurnedAway) {
    for (const auto code : {Code::deadline_exceeded, Code::busy, Code::shutting_down}) {
        auto it = call();
        sent(it, start);
        const auto outcome = it.answered(no(code), start + 2s);
        ASSERT_TRUE(outcome && !*outcome) << name_of(code);
        EXPECT_FALSE(outcome->error().sent) << name_of(code);
    }
}

}  // namespace
}  // namespace hf
