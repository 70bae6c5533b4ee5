#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>

#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/feed_socket.hpp"
#include "core/wire/heartbeat.hpp"
#include "tests/integration/hand_made_peer.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf {
namespace {

using namespace zeromq_test;
using testing::TemporaryDirectory;

// An event of the next category in turn, so that each category's positions have no gaps.
RecordedEvent event(Position position) {
    RecordedEvent made;
    made.position = position;
    made.category = static_cast<Category>((position - 1) % category_count);
    made.category_position = (position - 1) / category_count + 1;
    made.stream = fmt::format("id-{}", position);
    made.type = "SomethingHappened";
    return made;
}

std::vector<RecordedEvent> events(Position first, Position last) {
    std::vector<RecordedEvent> made;
    for (auto position = first; position <= last; ++position) made.push_back(event(position));
    return made;
}

// A peer writes these without ZeroMQ, which would keep a subscription's end to itself where none has begun.
std::string subscription(std::string_view prefix) { return HandMadePeer::message("\1" + std::string(prefix)); }
std::string end_of_subscription(std::string_view prefix) {
    return HandMadePeer::message(std::string(1, '\0') + std::string(prefix));
}

std::string next_event_of(FeedSocket& feed) {
    auto message = feed.receive(patience);
    while (message && message->first == heartbeat_topic) message = feed.receive(patience);
    return message.value_or(std::pair("none", "")).first;
}

class FeedTest : public ::testing::Test {
protected:
    void start(const FeedPublisher::Positions& last = {}) {
        options.listen.endpoint = endpoint_in(directory);
        publisher.emplace(context, options,
                          FeedPublisher::Hooks{.encode =
                                                   [this](const RecordedEvent& e) {
                                                       if (e.position == unspeakable)
                                                           throw std::runtime_error("unspeakable");
                                                       ++encoded;
                                                       return std::to_string(e.position);
                                                   },
                                               .heartbeat =
                                                   [](const FeedPublisher::Positions& p) {
                                                       return fmt::format("{} {}", p.position,
                                                                          fmt::join(p.categories, " "));
                                                   }},
                          last);
    }
    // Subscribes, and waits for a heartbeat, which shows that the subscription works.
    std::unique_ptr<FeedSocket> subscribe(std::vector<std::string> topics) {
        topics.emplace_back(heartbeat_topic);
        auto feed = std::make_unique<FeedSocket>(context, endpoint_in(directory), topics);
        EXPECT_EQ(feed->receive(patience).value_or(std::pair("none", "")).first, heartbeat_topic);
        return feed;
    }

    TemporaryDirectory directory;
    zmq::context_t context{1};
    FeedPublisher::Options options{.listen = {}, .heartbeat_interval = 20ms};
    Position unspeakable = 0;
    std::atomic<int> encoded = 0;
    std::optional<FeedPublisher> publisher;
};

TEST_F(FeedTest, TellsEventsInOrderAndNeverAPositionAheadOfThem) {
    start();
    auto feed = subscribe({""});
    std::thread committer([&] {
        for (Position first = 1; first <= 20'000; first += 50) publisher->publish(events(first, first + 49));
    });
    Position last = 0;
    int heartbeats = 0;
    while (last < 20'000) {
        const auto message = feed->receive(patience);
        ASSERT_TRUE(message);
        if (message->first == "$heartbeat") {
            ++heartbeats;
            EXPECT_EQ(std::stoull(message->second), last);
        } else {
            const auto expected = event(++last);
            ASSERT_EQ(message->second, std::to_string(last));
            ASSERT_EQ(message->first, fmt::format("{}.SomethingHappened.id-{}", name_of(expected.category), last));
        }
    }
    committer.join();
    EXPECT_EQ(publisher->statistics().events, 20'000U);
    EXPECT_EQ(publisher->statistics().socket.connected(), 1U);
}

TEST_F(FeedTest, EncodesNothingWhileNobodyListens) {
    start();
    publisher->publish(events(1, 3));
    ASSERT_TRUE(eventually([&] { return publisher->statistics().events == 3; }));
    EXPECT_EQ(encoded, 0);
    auto feed = subscribe({"request."});
    publisher->publish(events(4, 6));
    ASSERT_TRUE(eventually([&] { return publisher->statistics().events == 6; }));
    EXPECT_EQ(encoded, 3);
    feed.reset();
    Position published = 6;
    // Nothing reports when a peer that is gone counts no more.
    EXPECT_TRUE(eventually([&] {
        const int before = encoded;
        publisher->publish(events(published + 1, published + 1));
        ++published;
        EXPECT_TRUE(eventually([&] { return publisher->statistics().events == published; }));
        return encoded == before;
    }));
}

TEST_F(FeedTest, SubscribesByPrefix) {
    start();
    auto requests = subscribe({"request."});
    auto one = subscribe({"machine.SomethingHappened.id-7"});
    publisher->publish(events(1, 8));
    EXPECT_EQ(next_event_of(*requests), "request.SomethingHappened.id-2");
    EXPECT_EQ(next_event_of(*requests), "request.SomethingHappened.id-6");
    EXPECT_EQ(next_event_of(*one), "machine.SomethingHappened.id-7");
}

TEST_F(FeedTest, TellsALateSubscriberWhereItIs) {
    start({100, {10, 20, 30, 40}});
    {
        FeedSocket feed(context, endpoint_in(directory), {"$"});
        EXPECT_EQ(feed.receive(patience), std::pair(std::string("$heartbeat"), std::string("100 10 20 30 40")));
    }
    publisher->publish(events(101, 101));  // template 26
    ASSERT_TRUE(eventually([&] { return publisher->statistics().events == 1; }));
    FeedSocket feed(context, endpoint_in(directory), {""});
    EXPECT_EQ(feed.receive(patience), std::pair(std::string("$heartbeat"), std::string("101 26 20 30 40")));
}

TEST_F(FeedTest, BeatsWhenItStartsAndAsItEndsAndInBetween) {
    options.heartbeat_interval = 1h;
    start();
    EXPECT_TRUE(eventually([&] { return publisher->statistics().heartbeats == 1; }));
    FeedSocket feed(context, endpoint_in(directory), {""});
    ASSERT_TRUE(eventually([&] { return publisher->statistics().socket.connected() == 1; }));
    // The subscription becomes effective at some moment after the connection.
    Position published = 0;
    std::optional<std::pair<std::string, std::string>> message;
    ASSERT_TRUE(eventually([&] {
        publisher->publish(events(published + 1, published + 1));
        ++published;
        message = feed.receive(1ms);
        return message.has_value();
    }));
    publisher->publish(events(published + 1, published + 100));
    publisher->stop(patience);
    std::string last;
    while (message && message->first != "$heartbeat") {
        last = message->second;
        message = feed.receive(patience);
    }
    ASSERT_TRUE(message);
    EXPECT_EQ(last, std::to_string(published + 100));
    EXPECT_EQ(std::stoull(message->second), published + 100);
    EXPECT_EQ(publisher->statistics().heartbeats, 2U);
}

TEST_F(FeedTest, ShowsThatAnEventCouldNotBeSent) {
    unspeakable = 3;
    start();
    auto feed = subscribe({""});
    publisher->publish(events(1, 3));
    ASSERT_TRUE(eventually([&] { return publisher->statistics().failed == 1; }));
    std::vector<std::string> seen;
    for (auto message = feed->receive(patience); message; message = feed->receive(patience)) {
        if (message->first != "$heartbeat") seen.push_back(message->second);
        if (message->second.starts_with("3 ")) break;
    }
    EXPECT_EQ(seen, Frames({"1", "2"}));
}

TEST_F(FeedTest, WaitsForNoSubscriber) {
    options.subscriber_queue = 10;
    start();
    const Peer deaf(context, zmq::socket_type::sub, endpoint_in(directory), 1);
    ASSERT_TRUE(eventually([&] { return publisher->statistics().socket.connected() == 1; }));
    publisher->publish(events(1, 100'000));
    EXPECT_TRUE(eventually([&] { return publisher->statistics().events == 100'000; }));
}

TEST_F(FeedTest, CountsHowOftenASubscribersQueueBecomesFull) {
    // Room for what the other one has not acknowledged yet, which ZeroMQ's own threads do when they come to it.
    options.subscriber_queue = 100;
    start();
    auto hearing = subscribe({""});
    const Peer deaf(context, zmq::socket_type::sub, endpoint_in(directory), 1);
    ASSERT_TRUE(eventually([&] { return publisher->statistics().socket.connected() == 2; }));
    Position published = 0;
    const auto the_other_hears_all = [&] {
        while (const auto message = hearing->receive(patience)) {
            if (message->second == std::to_string(published)) return true;
            // The position of a heartbeat: of the last event before it, which was left out then.
            if (message->first == heartbeat_topic && std::stoull(message->second) >= published) return false;
        }
        return false;
    };
    // The kernel's queues fill up before ZeroMQ's own.
    ASSERT_TRUE(eventually([&] {
        publisher->publish(events(published + 1, published + 5));
        published += 5;
        EXPECT_TRUE(the_other_hears_all());
        return publisher->statistics().overflows > 0;
    }));
    // The full queue delays no other subscriber, and does not overflow again with each event.
    const std::uint64_t overflows = publisher->statistics().overflows;
    for (int i = 0; i < 100; ++i) {
        publisher->publish(events(published + 1, published + 5));
        published += 5;
        ASSERT_TRUE(the_other_hears_all());
    }
    EXPECT_EQ(publisher->statistics().overflows, overflows);
}

// If the feed's thread cannot keep up, memory stays bounded and the last position is still announced.
TEST_F(FeedTest, LeavesOutWhatTooManyWaitBefore) {
    options.waiting_events = 100;
    start();
    auto feed = subscribe({"$heartbeat"});
    Position published = 0;
    ASSERT_TRUE(eventually([&] {
        for (int batch = 0; batch < 100; ++batch, published += 50)
            publisher->publish(events(published + 1, published + 50));
        return publisher->statistics().left_out > 0;
    }));
    std::string last;
    EXPECT_TRUE(eventually([&] {
        last = feed->receive(patience).value_or(std::pair("", "")).second;
        return last.starts_with(fmt::format("{} ", published));
    })) << last;
    EXPECT_EQ(publisher->statistics().events + publisher->statistics().left_out, published);
}

TEST_F(FeedTest, EndsWhoHasTooManySubscriptions) {
    start();
    auto other = subscribe({"request."});
    const HandMadePeer peer(publisher->endpoint(), "SUB");
    // A thousand subscriptions to single streams are welcome.
    for (int i = 0; i < 1000; ++i) peer.write(subscription(fmt::format("request.RequestCreated.{:036}", i)));
    peer.write(subscription(heartbeat_topic));
    std::array<char, 64> bytes{};
    ASSERT_GT(::recv(peer.descriptor(), bytes.data(), bytes.size(), 0), 0) << "the heartbeat that comes behind them";
    EXPECT_EQ(publisher->statistics().socket.turned_away, 0U);

    // From now on it never stops by itself.
    EXPECT_TRUE(eventually([&, round = 1000]() mutable {
        std::string many;
        for (int i = 0; i < 100; ++i) many += subscription(fmt::format("{:036}", ++round));
        return ::send(peer.descriptor(), many.data(), many.size(), MSG_NOSIGNAL) < 0;
    }));
    EXPECT_TRUE(eventually([&] { return publisher->statistics().socket.connected() == 1; }));
    EXPECT_EQ(publisher->statistics().socket.turned_away, 1U);
    publisher->publish(events(1, 4));
    EXPECT_EQ(next_event_of(*other), "request.SomethingHappened.id-2") << "nobody else is ended";
}

// ZeroMQ subscribes to what any frame of a message says, and reports each frame as it came.
TEST_F(FeedTest, EndsWhoHidesSubscriptionsBehindOtherFrames) {
    start();
    const HandMadePeer peer(publisher->endpoint(), "SUB");
    std::string bytes;
    for (int i = 0; i < 1500; ++i)
        bytes +=
            HandMadePeer::beginning_of_message("x") + subscription(fmt::format("request.RequestCreated.{:036}", i));
    peer.write(bytes);
    EXPECT_TRUE(eventually([&] { return publisher->statistics().socket.turned_away == 1; }));
}

TEST_F(FeedTest, CountsNoSubscriptionThatWasTakenBack) {
    start();
    const HandMadePeer peer(publisher->endpoint(), "SUB");
    for (int i = 0; i < 2000; ++i) {
        const auto prefix = fmt::format("request.RequestCreated.{:036}", i);
        peer.write(subscription(prefix) + end_of_subscription(prefix));
    }
    peer.write(subscription(heartbeat_topic));
    std::array<char, 64> bytes{};
    ASSERT_GT(::recv(peer.descriptor(), bytes.data(), bytes.size(), 0), 0);
    EXPECT_EQ(publisher->statistics().socket.turned_away, 0U);
}

TEST_F(FeedTest, LetsNobodyEndAnothersSubscription) {
    start();
    auto other = subscribe({"request."});
    const HandMadePeer peer(publisher->endpoint(), "SUB");
    peer.write(end_of_subscription("request.") + end_of_subscription(heartbeat_topic) + subscription("$heart"));
    std::array<char, 64> bytes{};
    ASSERT_GT(::recv(peer.descriptor(), bytes.data(), bytes.size(), 0), 0) << "a heartbeat, so all of it was read";
    publisher->publish(events(1, 4));
    EXPECT_EQ(next_event_of(*other), "request.SomethingHappened.id-2");
}

TEST_F(FeedTest, CountsPeersThatAreNone) {
    start();
    for (const auto& bytes : garbage) RawPeer(publisher->endpoint()).write(bytes);
    EXPECT_TRUE(eventually([&] { return publisher->statistics().socket.handshake_failures == garbage.size(); }));
    EXPECT_EQ(publisher->statistics().socket.connected(), 0U);
}

TEST_F(FeedTest, FollowsADaemonThatRestarts) {
    start({5, {}});
    auto feed = subscribe({});
    publisher.reset();
    start({6, {}});
    std::string last;
    EXPECT_TRUE(eventually([&] {
        const auto message = feed->receive(100ms);
        if (message) last = message->second;
        return last.starts_with("6 ");
    }));
}

TEST_F(FeedTest, SaysThatNobodyIsThere) {
    FeedSocket feed(context, endpoint_in(directory), {""});
    EXPECT_EQ(feed.wait_until_connected(patience),
              fmt::format("nothing listens on {}; is hostfactoryd running?", endpoint_in(directory)));
    EXPECT_EQ(feed.receive(1ms), std::nullopt);
    start();
    EXPECT_EQ(feed.wait_until_connected(patience), std::nullopt);
}

}  // namespace
}  // namespace hf
