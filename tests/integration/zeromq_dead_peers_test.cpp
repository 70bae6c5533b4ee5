// Peers that are gone without a word, and whose host still answers for them: those that have asked for it are noticed
// by their silence, and nobody else is cut off for his.
#include <gtest/gtest.h>

#include <optional>

#include "adapters/zeromq/bound_socket.hpp"
#include "tests/integration/hand_made_peer.hpp"
#include "tests/integration/wiretap.hpp"

namespace hf::zeromq {
namespace {

using namespace zeromq_test;
using zmq::socket_type;

// A DEALER of ZMTP 3.0 made by hand, which says nothing by itself and answers nothing.
class QuietPeer : public RawPeer {
public:
    explicit QuietPeer(const std::string& endpoint) : RawPeer(endpoint) { write(HandMadePeer::beginning("DEALER")); }
    // Asks for the end of the connection after so much silence.
    void ping(std::chrono::milliseconds silence) const {
        const auto tenths = silence.count() / 100;
        write(HandMadePeer::command(std::string("\4PING") + static_cast<char>(tenths >> 8) +
                                    static_cast<char>(tenths & 0xff)));
    }
};

class DeadPeers : public ::testing::Test {
protected:
    void listen(std::size_t most_connections = 100) {
        ListenOptions options;
        options.endpoint = "tcp://127.0.0.1:*";
        options.most_connections.of_one = most_connections;
        door_.emplace(context_, socket_type::router, options, statistics_);
        door_->socket().set(zmq::sockopt::rcvtimeo, 0);
    }
    [[nodiscard]] const std::string& endpoint() const { return door_->endpoint(); }

    // Waits until so many connections have begun and ended in all.
    bool comes_to(std::uint64_t begun, std::uint64_t ended) {
        return eventually([&] {
            door_->count_connections();
            return statistics_.connections == begun && statistics_.disconnections == ended;
        });
    }
    bool hears(const std::string& word) {
        return eventually([&] {
            zmq::message_t frame;
            while (door_->socket().recv(frame))
                if (frame.to_string() == word) return true;
            return false;
        });
    }
    // Lets two others come, one after the other, and be cut off for their silence. Those who are left have been silent
    // for longer.
    bool others_are_cut_off(std::uint64_t left, std::chrono::milliseconds silence = 200ms) {
        for (int i = 0; i < 2; ++i) {
            const auto before = statistics_.connections - left;
            const QuietPeer other(endpoint());
            if (!comes_to(left + before + 1, before)) return false;
            other.ping(silence);
            if (!comes_to(left + before + 1, before + 1)) return false;
        }
        return true;
    }

    zmq::context_t context_{1};
    zmq::context_t clients_{1};
    SocketStatistics statistics_;
    std::optional<BoundSocket> door_;
};

TEST_F(DeadPeers, WhoHasAskedForItIsCutOffForHisSilenceAndHisPlaceIsFree) {
    listen(1);
    const QuietPeer first(endpoint());
    ASSERT_TRUE(comes_to(1, 0));
    first.ping(200ms);
    EXPECT_TRUE(comes_to(1, 1));
    EXPECT_TRUE(first.is_ended());
    const QuietPeer second(endpoint());
    EXPECT_TRUE(comes_to(2, 1));
    EXPECT_EQ(statistics_.turned_away, 0U);
}

TEST_F(DeadPeers, WhoKnowsNoHeartbeatsMayBeSilent) {
    listen();
    const QuietPeer quiet(endpoint());
    ASSERT_TRUE(comes_to(1, 0));
    EXPECT_TRUE(others_are_cut_off(1));
}

TEST_F(DeadPeers, AClientOfOursThatHangsIsNoticed) {
    listen();
    Wiretap between(endpoint());
    zmq::socket_t client(clients_, socket_type::dealer);
    client.set(zmq::sockopt::linger, 0);
    client.set(zmq::sockopt::reconnect_ivl, -1);
    ask_to_be_noticed(client, 50ms, 2s);
    client.connect(between.endpoint());
    client.send(zmq::str_buffer("hello"), zmq::send_flags::none);
    ASSERT_TRUE(hears("hello"));
    ASSERT_TRUE(comes_to(1, 0));
    EXPECT_TRUE(others_are_cut_off(1, 2500ms)) << "its PINGs count as signs of life";
    between.fall_silent();
    EXPECT_TRUE(comes_to(3, 3));
}

TEST_F(DeadPeers, AClientThatReadsNothingIsNotTakenForDead) {
    listen();
    zmq::socket_t client(clients_, socket_type::dealer);
    client.set(zmq::sockopt::linger, 0);
    client.set(zmq::sockopt::reconnect_ivl, -1);
    ask_to_be_noticed(client, 50ms, 2s);
    client.connect(endpoint());
    client.send(zmq::str_buffer("hello"), zmq::send_flags::none);
    zmq::message_t id;
    ASSERT_TRUE(eventually([&] { return door_->socket().recv(id).has_value(); }));
    ASSERT_TRUE(hears("hello"));
    ASSERT_TRUE(comes_to(1, 0));
    const std::string reply(100'000, 'r');
    for (int i = 0; i < 100; ++i) {
        zmq::message_t to;
        to.copy(id);
        door_->socket().send(to, zmq::send_flags::sndmore);
        door_->socket().send(zmq::buffer(reply), zmq::send_flags::none);
    }
    EXPECT_TRUE(others_are_cut_off(1, 2500ms));
    int read = 0;
    zmq::message_t frame;
    client.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    while (read < 100 && client.recv(frame)) ++read;
    EXPECT_EQ(read, 100);
}

}  // namespace
}  // namespace hf::zeromq
