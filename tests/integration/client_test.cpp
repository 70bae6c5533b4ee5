// The client against a peer that loses replies, is busy, or skips events.
#include "client/client.hpp"

#include <gmock/gmock.h>

#include "client/feed.hpp"
#include "core/bus/heartbeat.hpp"
#include "core/commands/cancel_request.hpp"
#include "core/commands/create_request.hpp"
#include "core/queries/read_events.hpp"
#include "tests/integration/client_peer.hpp"

namespace hf {
namespace {

using namespace client_test;

class ClientTest : public testing::Test {
protected:
    zmq::context_t context_;
    SiteEndpoints endpoints_ = client_test::endpoints();
    Client client_{endpoints_, {.timeout = 3s, .patience = 100ms, .resend_after = 100ms}};
    std::vector<std::string> ids_;
};

TEST_F(ClientTest, AsksAgainUnderTheSameIdWhenAReplyIsLost) {
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands,
                             [&](const CommandEnvelope& message) -> std::optional<std::string> {
                                 ids_.push_back(message.common.id.value);
                                 if (ids_.size() < 3) return std::nullopt;
                                 return accepted(message, "\x80");
                             });
    const auto done = client_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_TRUE(done) << done.error().error.message;
    EXPECT_EQ(done->position, 7U);
    peer.reset();  // its thread fills ids_
    EXPECT_THAT(ids_, testing::ElementsAre(ids_[0], ids_[0], ids_[0]));
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
    EXPECT_THAT(ids_, testing::ElementsAre(ids_[0], ids_[0]));
}

TEST_F(ClientTest, TellsTheDaemonHowMuchTimeIsLeft) {
    std::vector<std::uint64_t> deadlines;
    std::optional<Peer> peer(std::in_place, context_, endpoints_.commands,
                             [&](const CommandEnvelope& message) -> std::optional<std::string> {
                                 deadlines.push_back(message.common.deadline_ms.value_or(0));
                                 if (deadlines.size() < 3) return std::nullopt;
                                 return accepted(message);
                             });
    ASSERT_TRUE(client_.command(CancelRequest{{"req-1"}, ""}));
    peer.reset();  // its thread fills deadlines
    ASSERT_EQ(deadlines.size(), 3U);
    EXPECT_LE(deadlines[0], 3000U);
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
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
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
    const auto done = client_.command(CreateRequest{{"small"}, 1, {}, 0, {}, std::nullopt, {}}, options);
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
    const auto start = std::chrono::steady_clock::now();
    const auto done = client_.command(CancelRequest{{"req-1"}, ""});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::unreachable);
    EXPECT_FALSE(done.error().sent);
    EXPECT_THAT(done.error().error.message, testing::HasSubstr("no hostfactoryd answers at " + endpoints_.commands));
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(ClientTest, SaysThatItMayHaveHappenedWhenNoAnswerEverComes) {
    const Peer peer(context_, endpoints_.commands, [](const CommandEnvelope&) { return std::nullopt; });
    CallOptions options;
    options.timeout = 300ms;
    const auto done = client_.command(CancelRequest{{"req-1"}, ""}, options);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, CallFailure::Kind::timed_out);
    EXPECT_TRUE(done.error().sent);
}

RecordedEvent event(Position position) {
    RecordedEvent e;
    e.position = position;
    e.type = "RequestStarted";
    e.data.msgpack = "\x80";
    return e;
}

// A daemon whose store has events up to `head`, and whose feed says what a test says.
class ClientFeedTest : public ClientTest {
protected:
    ClientFeedTest() {
        publisher_.set(zmq::sockopt::linger, 0);
        publisher_.bind(endpoints_.events);
    }

    void publish(std::string_view topic, const std::string& payload) {
        publisher_.send(zmq::buffer(topic), zmq::send_flags::sndmore);
        publisher_.send(zmq::buffer(payload));
    }
    void publish(const RecordedEvent& e) { publish("request.RequestStarted.req-1", codec_.encode(e)); }
    void heartbeat(Position position, const std::string& store = "a") {
        HeartbeatMessage message;
        message.position = position;
        message.store_id = store;
        publish(heartbeat_topic, codec_.encode(message));
    }

    std::vector<Position> positions(Feed& feed, std::size_t count) {
        std::vector<Position> result;
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (result.size() < count && std::chrono::steady_clock::now() < deadline) {
            const auto next = feed.next(50ms);
            if (next && *next) result.push_back((*next)->position);
        }
        return result;
    }

    MsgpackCodec codec_;
    std::atomic<Position> head_{0};
    zmq::socket_t publisher_{context_, zmq::socket_type::pub};
    Peer store_{context_, endpoints_.queries, [this](const CommandEnvelope& message) {
                    ReadEvents query;
                    EventsRead read;
                    if (!MsgpackCodec{}.decode(message.common.body.msgpack, query))
                        for (Position p = query.after + 1; p <= head_ && read.events.size() < 3; ++p)
                            read.events.push_back(event(p));
                    read.has_more = !read.events.empty() && read.events.back().position < head_;
                    return accepted(message, MsgpackCodec{}.encode(read), head_);
                }};
};

using testing::ElementsAre;

TEST_F(ClientFeedTest, BeginsWithWhatTheStoreHas) {
    head_ = 5;
    Feed feed(client_, 1);
    EXPECT_THAT(positions(feed, 4), ElementsAre(2, 3, 4, 5));
    EXPECT_EQ(feed.position(), 5U);
}

TEST_F(ClientFeedTest, FillsGapsAndDropsWhatItHad) {
    Feed feed(client_, 0);
    EXPECT_THAT(positions(feed, 0), ElementsAre());
    static_cast<void>(feed.next(200ms));  // the subscription arrives
    head_ = 5;
    publish(event(1));
    publish(event(1));
    publish(event(5));  // 2 to 4 were never published to us
    publish(event(4));
    EXPECT_THAT(positions(feed, 5), ElementsAre(1, 2, 3, 4, 5));
    head_ = 6;
    publish(event(6));
    EXPECT_THAT(positions(feed, 1), ElementsAre(6));
}

TEST_F(ClientFeedTest, LearnsFromAHeartbeatWhatItMissed) {
    Feed feed(client_, 0);
    static_cast<void>(feed.next(200ms));
    head_ = 2;
    heartbeat(2);
    EXPECT_THAT(positions(feed, 2), ElementsAre(1, 2));
}

TEST_F(ClientFeedTest, LooksForItselfWhenTheFeedIsSilent) {
    Feed feed(client_, 0);
    static_cast<void>(feed.next(50ms));
    head_ = 1;
    EXPECT_THAT(positions(feed, 1), ElementsAre(1));
}

TEST_F(ClientFeedTest, RefusesAnotherHistory) {
    Feed feed(client_, 0);
    static_cast<void>(feed.next(200ms));
    heartbeat(0, "a");
    heartbeat(0, "b");
    const auto next = feed.next(1s);
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().error.code, Code::conflict);
    head_ = 1;
    Feed ahead(client_, 9);
    EXPECT_FALSE(ahead.next(1s));
}

}  // namespace
}  // namespace hf
