// The subscriber against a daemon whose store and feed the test controls.
#include "client/subscriber.hpp"

#include <gmock/gmock.h>

#include "core/queries/read_events.hpp"
#include "core/threads/mutex.hpp"
#include "core/wire/heartbeat.hpp"
#include "tests/integration/client_peer.hpp"

namespace hf {
namespace {

using namespace client_test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Phase = Subscriber::Phase;

RecordedEvent event(Position position) {
    RecordedEvent e;
    e.position = position;
    e.category = Category::request;
    e.category_position = position;
    e.stream = "req-1";
    e.type = "RequestStarted";
    e.data.msgpack = "\x80";
    return e;
}

class SubscriberTest : public ::testing::Test {
protected:
    SubscriberTest() { open_feed(); }

    void open_feed() {
        publisher_ = zmq::socket_t(context_, zmq::socket_type::xpub);
        publisher_.set(zmq::sockopt::linger, 0);
        publisher_.set(zmq::sockopt::xpub_verbose, true);
        EXPECT_TRUE(zeromq_test::eventually([&] {
            try {
                publisher_.bind(endpoints_.events);
                return true;
            } catch (const zmq::error_t&) {
                return false;
            }
        }));
    }
    // A daemon that ends and comes back, with this store.
    void restart(const std::string& store_id, Position head) {
        publisher_.close();
        {
            const MutexLock lock(mutex_);
            store_id_ = store_id;
        }
        head_ = head;
        ++started_at_;
        open_feed();
    }

    // Waits until the subscription has arrived, so that everything published from now on is heard.
    // ZeroMQ sends it while the subscriber's thread is in next().
    void wait_for_subscription(Subscriber& subscriber) {
        EXPECT_TRUE(zeromq_test::eventually([&] {
            zmq::message_t topic;
            if (publisher_.recv(topic, zmq::recv_flags::dontwait)) return true;
            static_cast<void>(subscriber.next(1ms));
            return false;
        }));
    }
    void publish(std::string_view topic, const std::string& payload) {
        publisher_.send(zmq::buffer(topic), zmq::send_flags::sndmore);
        publisher_.send(zmq::buffer(payload));
    }
    void publish(const RecordedEvent& e) { publish("request.RequestStarted.req-1", codec_.encode(e)); }
    void heartbeat(std::optional<std::uint32_t> interval_ms = std::nullopt) {
        HeartbeatMessage message;
        message.position = head_;
        message.category_positions = {{"request", head_}};
        message.store_id = store_id();
        message.started_at = {started_at_};
        message.interval_ms = interval_ms;
        publish(heartbeat_topic, codec_.encode(message));
    }
    std::string store_id() {
        const MutexLock lock(mutex_);
        return store_id_;
    }

    static std::vector<Position> positions(Subscriber& subscriber, std::size_t count) {
        std::vector<Position> result;
        zeromq_test::eventually([&] {
            if (result.size() == count) return true;
            const auto next = subscriber.next(10ms);
            EXPECT_TRUE(next) << next.error().error.message;
            if (next && *next) result.push_back((*next)->position);
            return !next;
        });
        return result;
    }
    static bool becomes(Subscriber& subscriber, Phase phase) {
        return zeromq_test::eventually([&] {
            const auto next = subscriber.next(10ms);
            EXPECT_TRUE(!next || !*next) << "an event that nobody expects";
            return subscriber.standing().phase == phase;
        });
    }
    // Waits until the subscriber is live and its subscription has arrived.
    void make_live(Subscriber& subscriber) {
        bool subscribed = false;
        EXPECT_TRUE(zeromq_test::eventually([&] {
            zmq::message_t topic;
            subscribed = subscribed || publisher_.recv(topic, zmq::recv_flags::dontwait);
            if (subscribed) heartbeat();
            const auto next = subscriber.next(10ms);
            return subscriber.live();
        }));
    }
    static CallFailure failure_of(Subscriber& subscriber) {
        CallFailure failure;
        EXPECT_TRUE(zeromq_test::eventually([&] {
            auto next = subscriber.next(10ms);
            if (next) return false;
            failure = std::move(next.error());
            return true;
        }));
        return failure;
    }

    zmq::context_t context_;
    SiteEndpoints endpoints_ = client_test::endpoints();
    MsgpackCodec codec_;
    std::atomic<Position> head_{0};
    std::atomic<int> queries_{0};
    std::atomic<bool> own_only_{false};
    std::atomic<std::int64_t> started_at_{1};
    Mutex mutex_;
    std::string store_id_ GUARDED_BY(mutex_) = "a";
    zmq::socket_t publisher_;

    std::string answer(const CommandEnvelope& message) {
        ++queries_;
        ReadEvents query;
        if (const auto problem = codec_.decode(message.common.body.msgpack, query)) return "?";
        if (query.after > head_) {
            auto beyond =
                error(Code::validation_error, "after is {}, and this store ends at {}", query.after, head_.load());
            beyond.field = "after";
            return refused(message, beyond);
        }
        EventsRead read;
        read.store_id = store_id();
        read.position = query.after;
        read.own_only = own_only_;
        // Each other event is another's.
        while (read.position < head_ && read.events.size() < 3)
            if (++read.position % 2 == 0 || !read.own_only) read.events.push_back(event(read.position));
        read.has_more = read.position < head_;
        return accepted(message, codec_.encode(read), head_);
    }
    std::optional<Peer> store_{std::in_place, context_, endpoints_.queries,
                               Peer::Answer([this](const CommandEnvelope& message) { return answer(message); })};
};

TEST_F(SubscriberTest, BeginsWithWhatTheStoreHas) {
    head_ = 5;
    Subscriber subscriber(endpoints_, {.after = 1});
    EXPECT_THAT(positions(subscriber, 4), ElementsAre(2, 3, 4, 5));
    EXPECT_EQ(subscriber.position(), 5U);
    EXPECT_EQ(subscriber.store_id(), "a");
    EXPECT_EQ(subscriber.figures().from_store, 4U);
    EXPECT_EQ(subscriber.figures().recovered, 0U) << "it had not missed them";
}

TEST_F(SubscriberTest, ItsPositionIsThatOfTheLastEventHandedOver) {
    head_ = 9;
    Subscriber subscriber(endpoints_);
    EXPECT_THAT(positions(subscriber, 2), ElementsAre(1, 2));
    EXPECT_EQ(subscriber.position(), 2U);
    EXPECT_EQ(subscriber.standing().phase, Phase::catching_up);
    EXPECT_EQ(subscriber.standing().head, 9U);
    EXPECT_EQ(subscriber.standing().behind, 7U);
    Subscriber again(endpoints_, {.after = subscriber.position(), .store_id = subscriber.store_id()});
    EXPECT_THAT(positions(again, 7), ElementsAre(3, 4, 5, 6, 7, 8, 9));
}

TEST_F(SubscriberTest, TellsWhenItIsLive) {
    head_ = 2;
    Subscriber subscriber(endpoints_);
    EXPECT_EQ(subscriber.standing().phase, Phase::connecting);
    EXPECT_THAT(positions(subscriber, 2), ElementsAre(1, 2));
    make_live(subscriber);
    EXPECT_EQ(subscriber.standing().behind, 0U);
    head_ = 3;
    publish(event(3));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(3));
    EXPECT_TRUE(subscriber.live());
    EXPECT_EQ(subscriber.figures().from_feed, 1U);
}

TEST_F(SubscriberTest, FillsGapsAndDropsWhatItHad) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    head_ = 5;
    publish(event(1));
    publish(event(1));
    publish(event(5));  // 2 to 4 are lost
    publish(event(4));
    EXPECT_THAT(positions(subscriber, 5), ElementsAre(1, 2, 3, 4, 5));
    head_ = 6;
    publish(event(6));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(6));
    EXPECT_EQ(subscriber.figures().gaps, 1U);
    EXPECT_GE(subscriber.figures().duplicates, 1U);
    EXPECT_EQ(subscriber.figures().recovered, 4U);
    EXPECT_EQ(subscriber.figures().handed_over, 6U);
}

TEST_F(SubscriberTest, LearnsFromAHeartbeatThatTheLastEventWasLost) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    head_ = 2;
    heartbeat();
    EXPECT_THAT(positions(subscriber, 2), ElementsAre(1, 2));
    EXPECT_EQ(subscriber.figures().gaps, 1U);
}

TEST_F(SubscriberTest, LooksForItselfWhenTheFeedIsSilent) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    heartbeat(10);
    head_ = 1;
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(1));
    EXPECT_GE(subscriber.figures().silences, 1U);
    make_live(subscriber);
    EXPECT_GE(subscriber.figures().reconnects, 1U);
}

TEST_F(SubscriberTest, ReadsTheStoreNowAndThenWhereThereIsNoFeed) {
    endpoints_.events.clear();
    head_ = 10;
    Subscriber in_one_go(endpoints_, {}, {.without_feed = 1h});
    EXPECT_EQ(positions(in_one_go, 10).size(), 10U);
    head_ = 1;
    Subscriber subscriber(endpoints_, {}, {.without_feed = 10ms});
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(1));
    EXPECT_TRUE(becomes(subscriber, Phase::live));
    head_ = 2;
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(2));
}

TEST_F(SubscriberTest, ReadsTheStoreNowAndThenWhereItMayNotHearAll) {
    own_only_ = true;
    head_ = 4;
    Subscriber subscriber(endpoints_, {}, {.without_feed = 10ms});
    EXPECT_THAT(positions(subscriber, 2), ElementsAre(2, 4));
    EXPECT_TRUE(becomes(subscriber, Phase::live));
    head_ = 7;
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(6));
    // Its role has changed, and it hears the feed again.
    own_only_ = false;
    head_ = 8;
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(8));
    make_live(subscriber);
    head_ = 9;
    publish(event(9));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(9));
    EXPECT_EQ(subscriber.figures().from_feed, 1U);
}

TEST_F(SubscriberTest, GoesOnWithADaemonThatWasRestarted) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    head_ = 1;
    publish(event(1));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(1));
    restart("a", 1);  // a restart without new events
    make_live(subscriber);
    restart("a", 4);
    EXPECT_THAT(positions(subscriber, 3), ElementsAre(2, 3, 4));
    make_live(subscriber);
    head_ = 5;
    publish(event(5));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(5));
    EXPECT_EQ(subscriber.figures().reconnects, 2U);
}

TEST_F(SubscriberTest, WaitsForADaemonForEver) {
    store_.reset();
    publisher_.close();
    Subscriber subscriber(endpoints_, {}, {.longest_pause = 100ms});
    // A socket that is closed may accept one more connection, and ends that: another trouble, until the next attempt.
    EXPECT_TRUE(zeromq_test::eventually([&] {
        EXPECT_TRUE(subscriber.next(10ms));
        const auto trouble = subscriber.standing().trouble;
        return trouble && trouble->message.find("no hostfactoryd answers") != std::string::npos;
    }));
    EXPECT_EQ(subscriber.standing().phase, Phase::connecting);
    head_ = 1;
    open_feed();
    store_.emplace(context_, endpoints_.queries,
                   Peer::Answer([this](const CommandEnvelope& message) { return answer(message); }));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(1));
    EXPECT_FALSE(subscriber.standing().trouble);
}

// The other store is noticed before any heartbeat, at an event that would follow on the last one.
TEST_F(SubscriberTest, RefusesAnotherStoreBehindTheSameEndpoints) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    head_ = 1;
    publish(event(1));
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(1));
    restart("b", 2);
    wait_for_subscription(subscriber);
    publish(event(2));
    const auto failure = failure_of(subscriber);
    EXPECT_EQ(failure.error.code, Code::conflict);
    EXPECT_THAT(failure.error.message, HasSubstr("store b"));
    EXPECT_EQ(subscriber.position(), 1U);
    EXPECT_EQ(failure_of(subscriber).error.code, Code::conflict) << "it stays so";
    restart("a", 2);
    EXPECT_THAT(positions(subscriber, 1), ElementsAre(2)) << "the right one is back";
}

TEST_F(SubscriberTest, RefusesAnotherStoreThanThePositionIsOf) {
    head_ = 9;
    Subscriber subscriber(endpoints_, {.after = 3, .store_id = "b"});
    EXPECT_EQ(failure_of(subscriber).error.code, Code::conflict);
    EXPECT_EQ(subscriber.position(), 3U);
}

TEST_F(SubscriberTest, SaysThatTheStoreEndsBeforeItsPosition) {
    head_ = 8;
    Subscriber ahead(endpoints_, {.after = 9, .store_id = "a"});
    const auto failure = failure_of(ahead);
    EXPECT_EQ(failure.error.code, Code::conflict);
    EXPECT_THAT(failure.error.message, HasSubstr("ends at 8"));

    Subscriber subscriber(endpoints_, {.after = 8});
    make_live(subscriber);
    restart("a", 5);  // restored from a backup
    EXPECT_EQ(failure_of(subscriber).error.code, Code::conflict);
}

TEST_F(SubscriberTest, SaysThatAnEndpointMakesNoSense) {
    Subscriber subscriber({endpoints_.commands, endpoints_.queries, "nowhere"});
    EXPECT_EQ(failure_of(subscriber).kind, CallFailure::Kind::unreachable);
    Subscriber other({endpoints_.commands, "nowhere", endpoints_.events});
    EXPECT_THAT(failure_of(other).error.message, HasSubstr("nowhere"));
}

TEST_F(SubscriberTest, AsksNoMoreThanItMust) {
    Subscriber subscriber(endpoints_);
    make_live(subscriber);
    // No pause of ours is a silence of the feed.
    constexpr std::uint32_t an_hour_ms = 3'600'000;
    heartbeat(an_hour_ms);
    const int queries = queries_;
    EXPECT_LE(queries, 3);
    for (Position p = 1; p <= 100; ++p) {
        head_ = p;
        publish(event(p));
        if (p % 10 == 0) heartbeat(an_hour_ms);
    }
    EXPECT_EQ(positions(subscriber, 100).size(), 100U);
    EXPECT_EQ(queries_, queries);
}

}  // namespace
}  // namespace hf
