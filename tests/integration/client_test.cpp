// The client against a peer that loses replies or is busy.
#include "client/client.hpp"

#include <gmock/gmock.h>

#include "core/commands/cancel_request.hpp"
#include "core/commands/create_request.hpp"
#include "tests/integration/client_peer.hpp"

namespace hf {
namespace {

using namespace client_test;

class ClientTest : public ::testing::Test {
protected:
    zmq::context_t context_;
    SiteEndpoints endpoints_ = client_test::endpoints();
    Client client_{endpoints_, {.timeout = zeromq_test::patience, .patience = 1h, .resend_after = 1h}};
    // It asks again soon: also where the answer was just slow.
    Client insisting_{endpoints_, {.timeout = zeromq_test::patience, .patience = 1h, .resend_after = 100ms}};
    std::vector<std::string> ids_;
};

TEST_F(ClientTest, AsksAgainUnderTheSameIdWhenAReplyIsLost) {
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands,
                             [&](const CommandEnvelope& message) -> std::optional<std::string> {
                                 ids_.push_back(message.common.id.value);
                                 if (ids_.size() < 3) return std::nullopt;
                                 return accepted(message, "\x80");
                             });
    const auto done = insisting_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_TRUE(done) << done.error().error.message;
    EXPECT_EQ(done->position, 7U);
    peer.reset();  // its thread fills ids_
    EXPECT_GE(ids_.size(), 3U);
    EXPECT_THAT(ids_, ::testing::Each(ids_[0]));
}

TEST_F(ClientTest, ComesBackWhenABusyDaemonSays) {
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        ids_.push_back(message.common.id.value);
        if (ids_.size() > 1) return accepted(message, "\x80");
        return refused_for_now(message, Code::busy, 50);
    });
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(client_.command(CancelRequest{{"req-1"}, ""}));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
    peer.reset();  // its thread fills ids_
    EXPECT_THAT(ids_, ::testing::ElementsAre(ids_[0], ids_[0]));
}

TEST_F(ClientTest, TellsTheDaemonHowMuchTimeIsLeft) {
    std::vector<std::uint64_t> deadlines;
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands,
                             [&](const CommandEnvelope& message) -> std::optional<std::string> {
                                 deadlines.push_back(message.common.deadline_ms.value_or(0));
                                 if (deadlines.size() < 3) return std::nullopt;
                                 return accepted(message);
                             });
    ASSERT_TRUE(insisting_.command(CancelRequest{{"req-1"}, ""}));
    peer.reset();  // its thread fills deadlines
    ASSERT_GE(deadlines.size(), 3U);
    EXPECT_LE(deadlines[0], 60'000U);
    EXPECT_LE(deadlines[1], deadlines[0] - 100);
    EXPECT_LE(deadlines[2], deadlines[1] - 100);
}

TEST_F(ClientTest, DoesNotWaitForWhatComesTooLate) {
    const Peer peer(context_, endpoints_.commands, [](const CommandEnvelope& message) {
        return refused_for_now(message, Code::shutting_down, 3'600'000);
    });
    const auto start = std::chrono::steady_clock::now();
    const auto done = client_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().error.code, Code::shutting_down);
    EXPECT_FALSE(done.error().sent);
    EXPECT_LT(std::chrono::steady_clock::now() - start, zeromq_test::patience) << "its own timeout";
}

TEST_F(ClientTest, ReportsAnAnswerThatItCannotRead) {
    const Peer peer(context_, endpoints_.commands, [](const CommandEnvelope&) { return "no msgpack at all"; });
    const auto done = client_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::unreadable);
    EXPECT_TRUE(done.error().sent);
}

TEST_F(ClientTest, ReportsAResultThatItCannotRead) {
    const Peer peer(context_, endpoints_.commands,
                    [](const CommandEnvelope& message) { return accepted(message, "\x81\xa1x\x01"); });
    CallOptions options;
    options.id = "c-1";
    const auto done = client_.command(CreateRequest{{"small"}, 1, {}, 0, {}, {}, {}, {}, false}, options);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::unreadable);
    EXPECT_EQ(done.error().id, "c-1");
    EXPECT_TRUE(done.error().sent);
}

TEST_F(ClientTest, ARefusalIsFinal) {
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        ids_.push_back(message.common.id.value);
        return refused(message, error(Code::request_not_found, "no"));
    });
    const auto done = client_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::refused);
    EXPECT_EQ(done.error().error.code, Code::request_not_found);
    peer.reset();  // its thread fills ids_
    EXPECT_EQ(ids_.size(), 1U);
}

TEST_F(ClientTest, SaysSoonWhenNobodyIsThere) {
    Client impatient(endpoints_, {.timeout = 1h, .patience = 100ms});
    const auto start = std::chrono::steady_clock::now();
    const auto done = impatient.command(CancelRequest{{"req-1"}, ""});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::unreachable);
    EXPECT_FALSE(done.error().sent);
    EXPECT_THAT(done.error().error.message, ::testing::HasSubstr("no hostfactoryd answers at " + endpoints_.commands));
    EXPECT_LT(std::chrono::steady_clock::now() - start, zeromq_test::patience) << "and not the hour of its timeout";
}

TEST_F(ClientTest, SaysThatItMayHaveHappenedWhenNoAnswerEverComes) {
    const Peer peer(context_, endpoints_.commands, [](const CommandEnvelope&) { return std::nullopt; });
    CallOptions options;
    options.timeout = 2s;  // to send it, on the busiest machine
    const auto done = client_.command(CancelRequest{{"req-1"}, ""}, options);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::timed_out);
    EXPECT_TRUE(done.error().sent);
}

}  // namespace
}  // namespace hf
