// P12: libzmq 4.3.4 ends the process where a connection breaks while messages of it, with a PING behind them, find the
// socket's queue full (cut_reads.hpp). No socket of ours can be ended that way, and the queue keeps its bound.
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <utility>

#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/dead_peers.hpp"
#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "adapters/zeromq/reads/cut_reads.hpp"
#include "adapters/zeromq/socket_monitor.hpp"
#include "adapters/zeromq/zap_handler.hpp"
#include "tests/integration/hand_made_peer.hpp"

namespace hf {
namespace {

using namespace zeromq_test;
using testing::TemporaryDirectory;
using zmq::socket_type;

constexpr int queue = 100;

// A message that holds the socket's thread up from its beginning until it is let go.
class Obstacle {
public:
    void meet() {
        if (std::exchange(met_, true)) return;
        begun_.set_value();
        end_.get_future().wait();
    }
    void wait_until_met() { ASSERT_EQ(begun_.get_future().wait_for(patience), std::future_status::ready); }
    void let_go() {
        if (!std::exchange(gone_, true)) end_.set_value();
    }

private:
    bool met_ = false;
    bool gone_ = false;
    std::promise<void> begun_;
    std::promise<void> end_;
};

CommandServer::Hooks command_hooks(const std::function<std::string(std::string)>& reply_to) {
    const auto same = [](std::string_view why) { return std::string(why); };
    return {.handle = [reply_to](std::string message,
                                 const CommandServer::Answer& answer) { answer(reply_to(std::move(message))); },
            .too_large = [](std::size_t) { return "too large"; },
            .malformed = same,
            .internal = same,
            .busy = same,
            .named = same};
}

// Lets go whatever becomes of the test, before the server waits for its thread.
class LetGoAtTheEnd {
public:
    explicit LetGoAtTheEnd(Obstacle& obstacle) : obstacle_(obstacle) {}
    ~LetGoAtTheEnd() { obstacle_.let_go(); }
    LetGoAtTheEnd(const LetGoAtTheEnd&) = delete;
    LetGoAtTheEnd& operator=(const LetGoAtTheEnd&) = delete;

private:
    Obstacle& obstacle_;
};

// The parameter is the endpoint; empty for a Unix socket.
class ResetPeers : public ::testing::TestWithParam<std::string> {
protected:
    ResetPeers() {
        listen.endpoint = GetParam().empty() ? endpoint_in(directory) : GetParam();
        listen.receive_queue = queue;
    }

    std::string reply_to(std::string message) {
        if (message == "hold") obstacle.meet();
        return "re: " + message;
    }

    // libzmq's one thread has done everything that connections have asked it for before.
    static void wait_for_libzmq(const std::string& endpoint, const std::string& type = "DEALER") {
        const HandMadePeer last(endpoint, type);
    }

    // While the socket's thread is held up: more messages than its queue takes, with PINGs behind them, and the end.
    void attack(const std::string& endpoint, HandMadePeer& peer, const std::string& message,
                const std::string& type = "DEALER") {
        std::string bytes;
        for (int i = 0; i < queue; ++i) bytes += message;
        for (int i = 0; i < queue; ++i) bytes += message + HandMadePeer::ping();
        peer.write(bytes);
        wait_for_libzmq(endpoint, type);
        peer.reset();
        wait_for_libzmq(endpoint, type);
    }

    TemporaryDirectory directory;
    zmq::context_t context{1};
    zmq::context_t clients{1};
    ListenOptions listen;
    Obstacle obstacle;
};

INSTANTIATE_TEST_SUITE_P(Sockets, ResetPeers, ::testing::Values("", "tcp://127.0.0.1:*"),
                         [](const auto& test) { return std::string(test.param.empty() ? "Unix" : "Tcp"); });

TEST_P(ResetPeers, DoNotEndTheSocketOfCommands) {
    CommandServer server(context, {.listen = listen},
                         command_hooks([&](std::string message) { return reply_to(std::move(message)); }));
    const LetGoAtTheEnd at_the_end(obstacle);
    HandMadePeer peer(server.endpoint());
    peer.write(HandMadePeer::message("hold"));
    obstacle.wait_until_met();
    attack(server.endpoint(), peer, HandMadePeer::message("x"));
    obstacle.let_go();
    EXPECT_EQ(Peer(clients, socket_type::req, server.endpoint()).ask({"a"}), Frames({"re: a"}));
}

TEST_P(ResetPeers, DoNotEndTheSocketOfQueries) {
    const auto same = [](std::string_view why) { return std::string(why); };
    QueryServer server(
        context, {.listen = listen},
        {.handle = [&](std::string_view message, const Sender&) { return reply_to(std::string(message)); },
         .too_large = [](std::size_t) { return "too large"; },
         .malformed = same,
         .internal = same,
         .busy = same,
         .named = same});
    const LetGoAtTheEnd at_the_end(obstacle);
    HandMadePeer peer(server.endpoint());
    peer.write(HandMadePeer::message("hold"));
    obstacle.wait_until_met();
    attack(server.endpoint(), peer, HandMadePeer::message("x"));
    obstacle.let_go();
    EXPECT_EQ(Peer(clients, socket_type::req, server.endpoint()).ask({"a"}), Frames({"re: a"}));
}

TEST_P(ResetPeers, DoNotEndTheFeed) {
    std::atomic<bool> hold = false;
    FeedPublisher feed(context, {.listen = listen, .heartbeat_interval = 1ms},
                       {.encode = [](const RecordedEvent&) { return std::string(); },
                        .heartbeat =
                            [&](const FeedPublisher::Positions&) {
                                if (hold) obstacle.meet();
                                return std::string("beat");
                            }},
                       {});
    const LetGoAtTheEnd at_the_end(obstacle);
    HandMadePeer peer(feed.endpoint(), "SUB");
    hold = true;
    obstacle.wait_until_met();
    attack(feed.endpoint(), peer, HandMadePeer::message("\1topic"), "SUB");
    obstacle.let_go();
    EXPECT_EQ(Peer(clients, socket_type::sub, feed.endpoint()).receive().back(), "beat");
}

// What a client sends that floods waits in the queue, whose bound is the number of messages, and then with the client.
TEST_P(ResetPeers, TheQueueKeepsItsBound) {
    CommandServer server(context, {.listen = listen},
                         command_hooks([&](std::string message) { return reply_to(std::move(message)); }));
    const LetGoAtTheEnd at_the_end(obstacle);
    const HandMadePeer peer(server.endpoint());
    peer.write(HandMadePeer::message("hold"));
    obstacle.wait_until_met();
    std::string bytes;
    while (bytes.size() < 100'000) bytes += HandMadePeer::message(std::string(250, 'x'));
    // The buffers of both ends of a connection have some megabytes.
    constexpr std::size_t most = 64 << 20;
    std::size_t taken = 0;
    pollfd room{peer.descriptor(), POLLOUT, 0};
    while (taken<most&& ::poll(&room, 1, 1000)> 0) {
        const auto size = ::send(peer.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0) break;
        // Whole messages only, so that the next ones begin where libzmq expects them.
        ASSERT_GT(size, 0);
        taken += static_cast<std::size_t>(size);
        std::rotate(bytes.begin(), bytes.begin() + size, bytes.end());
    }
    EXPECT_LT(taken, most);
}

// A client with CURVE whose bytes somebody holds back on their way, until all of them come at once and the connection
// breaks. What is a PING among them shows to nobody.
class HeldBack {
public:
    explicit HeldBack(const std::string& server) : server_(server) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        endpoint_ = "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    ~HeldBack() {
        ::close(client_);
        ::close(listener_);
    }
    HeldBack(const HeldBack&) = delete;
    HeldBack& operator=(const HeldBack&) = delete;

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
    void accept() { client_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); }
    // In both directions, whatever is there.
    void carry() {
        hold();
        server_.write(std::exchange(held_, {}));
        const auto back = pass(server_.descriptor());
        EXPECT_EQ(::send(client_, back.data(), back.size(), MSG_NOSIGNAL), static_cast<ssize_t>(back.size()));
    }
    void hold() { held_ += pass(client_); }
    [[nodiscard]] std::size_t frames_held() const {
        std::size_t count = 0;
        for (auto at = held_.find("\7MESSAGE"); at != std::string::npos; at = held_.find("\7MESSAGE", at + 1)) ++count;
        return count;
    }
    void send_all() { server_.write(held_); }
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(server_.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        server_.close();
    }

private:
    static std::string pass(int from) {
        std::array<char, 65536> bytes{};
        pollfd item{from, POLLIN, 0};
        const auto size = ::poll(&item, 1, 1) > 0 ? ::recv(from, bytes.data(), bytes.size(), MSG_DONTWAIT) : 0;
        return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }

    RawPeer server_;
    std::string endpoint_;
    int listener_ = -1;
    int client_ = -1;
    std::string held_;
};

TEST(ResetPeersWithCurve, DoNotEndTheSocketOfCommands) {
    zmq::context_t context{1};
    zmq::context_t clients{1};
    Obstacle obstacle;
    const zeromq::ZapHandler zap(context, [](const zeromq::Knock&) { return std::string("somebody"); });
    const auto pair = zeromq::generate_pair();
    const ClientKeys keys{pair.public_key, zeromq::generate_pair()};
    CommandServer::Options options;
    options.listen.endpoint = "tcp://127.0.0.1:*";
    options.listen.receive_queue = queue;
    options.listen.admission = ListenOptions::Admission::asked;
    options.listen.server_key = pair;
    CommandServer server(context, options, command_hooks([&](const std::string& message) {
                             if (message == "hold") obstacle.meet();
                             return "re: " + message;
                         }));

    const LetGoAtTheEnd at_the_end(obstacle);
    HeldBack between(server.endpoint());
    zmq::socket_t client(clients, socket_type::dealer);
    client.set(zmq::sockopt::linger, 0);
    client.set(zmq::sockopt::reconnect_ivl, -1);
    zeromq::connect_with(client, keys);
    zeromq::ask_to_be_noticed(client, 1ms, 60s);
    client.connect(between.endpoint());
    between.accept();
    client.send(zmq::str_buffer("hold"), zmq::send_flags::none);
    ASSERT_TRUE(eventually([&] {
        between.carry();
        return server.statistics().received == 1;
    }));
    obstacle.wait_until_met();
    while (between.frames_held() < 6 * queue) {
        client.send(zmq::str_buffer("x"), zmq::send_flags::none);
        between.hold();
    }
    between.send_all();
    const auto come_in = [&] {
        zmq::socket_t other(clients, socket_type::dealer);
        other.set(zmq::sockopt::linger, 0);
        zeromq::connect_with(other, keys);
        zeromq::SocketMonitor monitor(clients, other, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        other.connect(server.endpoint());
        return eventually([&] { return monitor.next().has_value(); });
    };
    ASSERT_TRUE(come_in());
    between.reset();
    ASSERT_TRUE(come_in());
    obstacle.let_go();
    zmq::socket_t good(clients, socket_type::req);
    good.set(zmq::sockopt::linger, 0);
    good.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    zeromq::connect_with(good, keys);
    good.connect(server.endpoint());
    good.send(zmq::str_buffer("a"), zmq::send_flags::none);
    zmq::message_t reply;
    ASSERT_TRUE(good.recv(reply));
    EXPECT_EQ(reply.to_string(), "re: a");
}

std::string next_read(int descriptor) {
    std::array<char, 8192> bytes{};
    const auto size = ::recv(descriptor, bytes.data(), bytes.size(), 0);
    return size < 0 ? "nothing" : std::string(bytes.data(), static_cast<std::size_t>(size));
}

TEST(CutReads, AreTheProcesss) { EXPECT_TRUE(zeromq::cuts_reads()); }

TEST(CutReads, EndInsideOfEachPing) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    const auto ping = HandMadePeer::ping();
    const auto sent = ping + HandMadePeer::message("x") + ping + ping + HandMadePeer::message("y");
    ASSERT_EQ(::send(ends[0], sent.data(), sent.size(), 0), static_cast<ssize_t>(sent.size()));
    ::close(ends[0]);
    std::string all;
    for (auto part = next_read(ends[1]); !part.empty(); part = next_read(ends[1])) {
        EXPECT_EQ(part.find("\4PING"), std::string::npos);
        all += part;
    }
    EXPECT_EQ(all, sent);
    ::close(ends[1]);
}

TEST(CutReads, LeaveDatagramsWhole) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()), 0);
    const auto sent = "x" + HandMadePeer::ping() + "y";
    for (const auto& datagram : {sent, std::string(), std::string("z")})
        ASSERT_EQ(::send(ends[0], datagram.data(), datagram.size(), 0), static_cast<ssize_t>(datagram.size()));
    EXPECT_EQ(next_read(ends[1]), sent);
    EXPECT_EQ(next_read(ends[1]), "");
    EXPECT_EQ(next_read(ends[1]), "z");
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(CutReads, GoOnWhateverWaits) {
    using zeromq::size_of_read;
    EXPECT_EQ(size_of_read(""), 0U);
    EXPECT_EQ(size_of_read("anything"), 8U);
    EXPECT_EQ(size_of_read("\4PING"), 4U);
    EXPECT_EQ(size_of_read("\4PIN"), 4U);
    EXPECT_EQ(size_of_read("G behind \4PING"), 13U);
    EXPECT_EQ(size_of_read("ab\7MESSAGE\4PING"), 9U);
    EXPECT_EQ(size_of_read("ab\4PING\7MESSAGE"), 6U);
}

}  // namespace
}  // namespace hf
