#include "adapters/zeromq/query_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>

#include "adapters/zeromq/effort.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf {
namespace {

using namespace zeromq_test;
using testing::TemporaryDirectory;
using zmq::socket_type;

std::string echo(std::string_view message, const Sender&) { return fmt::format("re: {}", message); }

// The parameter is the number of workers.
class QueryServerTest : public ::testing::TestWithParam<unsigned> {
protected:
    QueryServerTest() {
        options.workers = GetParam();
        options.listen.endpoint = endpoint_in(directory);
    }
    void start(QueryServer::Handler handle) {
        server.emplace(
            context, options,
            QueryServer::Hooks{.handle = std::move(handle),
                               .too_large = [](std::size_t size) { return fmt::format("too large: {}", size); },
                               .malformed = [](std::string_view why) { return fmt::format("malformed: {}", why); },
                               .internal = [](std::string_view why) { return fmt::format("internal: {}", why); },
                               .busy = [](std::string_view message) { return fmt::format("busy: {}", message); },
                               .named = [](std::string_view message) { return fmt::format("named: {}", message); }});
    }
    Peer peer(socket_type type) { return {context, type, server->endpoint()}; }
    [[nodiscard]] const SocketStatistics& statistics() const { return server->statistics(); }

    TemporaryDirectory directory;
    zmq::context_t context{1};
    QueryServer::Options options;
    std::optional<QueryServer> server;
};

INSTANTIATE_TEST_SUITE_P(Workers, QueryServerTest, ::testing::Values(1U, 2U, 4U));

TEST_P(QueryServerTest, AnswersReqAndDealer) {
    start(echo);
    auto req = peer(socket_type::req);
    auto dealer = peer(socket_type::dealer);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
        EXPECT_EQ(dealer.ask({"", "b"}), Frames({"", "re: b"}));
    }
    EXPECT_TRUE(eventually([&] { return statistics().replied == 200; }));
    EXPECT_EQ(statistics().received, 200U);
}

TEST_P(QueryServerTest, AnswersManyThatAreInFlight) {
    start(echo);
    auto dealer = peer(socket_type::dealer);
    for (int i = 0; i < 500; ++i) dealer.send({"", "a"});
    for (int i = 0; i < 500; ++i) EXPECT_EQ(dealer.receive(), Frames({"", "re: a"}));
}

TEST_P(QueryServerTest, GoesOnAfterAnException) {
    start([](std::string_view message, const Sender&) -> std::string {
        if (message == "a") throw std::runtime_error("out of ideas");
        if (message == "b") throw 1;
        return echo(message, {});
    });
    auto req = peer(socket_type::req);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(req.ask({"a"}), Frames({"internal: out of ideas"}));
        EXPECT_EQ(req.ask({"b"}), Frames({"internal: an exception of an unknown type"}));
        EXPECT_EQ(req.ask({"c"}), Frames({"re: c"}));
    }
    EXPECT_EQ(statistics().failed, 6U);
}

TEST_P(QueryServerTest, GoesOnAfterWhatIsMalformed) {
    options.max_message_bytes = 1000;
    start(echo);
    auto req = peer(socket_type::req);
    EXPECT_EQ(req.ask({"a", "b"}).at(0).rfind("malformed: a message is one frame", 0), 0U);
    EXPECT_EQ(req.ask(Frames(1000, "x")).at(0).rfind("malformed: ", 0), 0U);
    EXPECT_EQ(req.ask({""}), Frames({"malformed: the message is empty"}));
    EXPECT_EQ(req.ask({std::string(1001, 'x')}), Frames({"too large: 1001"}));
    EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
    EXPECT_EQ(statistics().malformed, 3U);
    EXPECT_EQ(statistics().too_large, 1U);
}

TEST_P(QueryServerTest, IsNotHeldUpByAPeerThatIsGone) {
    std::atomic<bool> asked{false};
    std::promise<void> gone;
    start([&, until_gone = gone.get_future().share()](std::string_view message, const Sender&) {
        if (message == "slow") {
            asked = true;
            until_gone.wait();
        }
        return echo(message, {});
    });
    auto vanishing = peer(socket_type::req);
    vanishing.send({"slow"});
    ASSERT_TRUE(eventually([&] { return asked.load(); }));
    vanishing.close();
    gone.set_value();
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
}

TEST_P(QueryServerTest, RefusesAConnectionThatHasChosenItsRoutingId) {
    start(echo);
    Peer named(context, socket_type::req, server->endpoint(), 1000, "alice");
    EXPECT_EQ(named.ask({"a"}), Frames({"named: a"}));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
}

TEST_P(QueryServerTest, CountsPeersThatAreNone) {
    start(echo);
    for (const auto& bytes : garbage) RawPeer(server->endpoint()).write(bytes);
    EXPECT_TRUE(eventually([&] { return statistics().handshake_failures == garbage.size(); }));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
    EXPECT_EQ(statistics().received, 1U);
}

TEST_P(QueryServerTest, StopsAndStartsAgain) {
    for (int i = 0; i < 20; ++i) {
        start(echo);
        auto req = peer(socket_type::req);
        EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
        server->stop(patience);
        server.reset();
    }
}

TEST_P(QueryServerTest, SendsTheLastReplyWhenItStops) {
    std::atomic<bool> asked{false};
    std::promise<void> stopping;
    start([&, wait = stopping.get_future().share()](std::string_view message, const Sender&) {
        asked = true;
        wait.wait();
        return echo(message, {});
    });
    auto req = peer(socket_type::req);
    req.send({"a"});
    ASSERT_TRUE(eventually([&] { return asked.load(); }));
    std::thread stop([&] { server->stop(patience); });
    stopping.set_value();
    EXPECT_EQ(req.receive(), Frames({"re: a"}));
    stop.join();
}

TEST_P(QueryServerTest, AnswersAMessageWithoutTheDelimiter) {
    start(echo);
    auto dealer = peer(socket_type::dealer);
    EXPECT_EQ(dealer.ask({"no delimiter"}), Frames({"re: no delimiter"}));
    EXPECT_EQ(dealer.ask({"", "b"}), Frames({"", "re: b"}));
    EXPECT_EQ(statistics().received, 2U);
}

class SeveralQueryWorkers : public QueryServerTest {};
INSTANTIATE_TEST_SUITE_P(Workers, SeveralQueryWorkers, ::testing::Values(2U));

TEST_P(SeveralQueryWorkers, GiveTheNextToWhoIsIdle) {
    std::promise<void> enough;
    start([&, wait = enough.get_future().share()](std::string_view message, const Sender&) {
        if (message == "slow") wait.wait();
        return echo(message, {});
    });
    auto slow = peer(socket_type::req);
    slow.send({"slow"});
    ASSERT_TRUE(eventually([&] { return statistics().received == 1; }));
    auto quick = peer(socket_type::req);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(quick.ask({"quick"}), Frames({"re: quick"}));
    enough.set_value();
    EXPECT_EQ(slow.receive(), Frames({"re: slow"}));
}

class OneQueryWorker : public QueryServerTest {};
INSTANTIATE_TEST_SUITE_P(Workers, OneQueryWorker, ::testing::Values(1U));

// A client that had waited for a lock or a processor was put behind the one that had kept it waiting.
TEST_P(OneQueryWorker, KeepsAClientThatHadToWaitAmongTheQuick) {
    std::atomic<bool> blocked{false};
    std::promise<void> enough;
    start([&, until_enough = enough.get_future().share()](std::string_view message, const Sender&) {
        const zeromq::EffortMeter meter(1us);
        if (message == "work")
            while (meter.so_far().worked < 2ms) continue;
        if (message == "wait") std::promise<void>().get_future().wait_for(2ms);
        if (message == "block") {
            blocked = true;
            until_enough.wait();
        }
        return echo(message, {});
    });
    auto slow = peer(socket_type::req);
    EXPECT_EQ(slow.ask({"work"}), Frames({"re: work"}));
    slow.send({"block"});
    ASSERT_TRUE(eventually([&] { return blocked.load(); }));
    auto quick = peer(socket_type::req);
    EXPECT_EQ(quick.ask({"wait"}), Frames({"re: wait"}));
    EXPECT_EQ(quick.ask({"quick"}), Frames({"re: quick"}));
    enough.set_value();
    EXPECT_EQ(slow.receive(), Frames({"re: block"}));
}

}  // namespace
}  // namespace hf
