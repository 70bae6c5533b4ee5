// Peers that go round the handshake of CURVE, at both kinds of socket that the daemon has: none of them is heard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include <optional>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/zap_handler.hpp"
#include "tests/integration/wiretap.hpp"

namespace hf::zeromq {
namespace {

using namespace zeromq_test;
using zmq::socket_type;

struct Door {
    const char* name;
    socket_type type;
};
void PrintTo(const Door& door, std::ostream* out) { *out << door.name; }

class ClosedDoor : public ::testing::TestWithParam<Door> {
protected:
    ClosedDoor() {
        ListenOptions options;
        options.endpoint = "tcp://127.0.0.1:*";
        options.admission = ListenOptions::Admission::asked;
        options.server_key = server_;
        door_.emplace(context_, GetParam().type, options, statistics_);
        door_->socket().set(zmq::sockopt::rcvtimeo, 0);
    }

    // The last frame of what a peer has sent.
    std::optional<std::string> heard() {
        zmq::message_t frame;
        if (!door_->socket().recv(frame)) return std::nullopt;
        while (frame.more()) EXPECT_TRUE(door_->socket().recv(frame));
        return frame.to_string();
    }
    // A peer that is let in says something, or subscribes.
    zmq::socket_t one_who_is_known(const std::string& endpoint) {
        const bool subscribes = GetParam().type == socket_type::xpub;
        zmq::socket_t peer(clients_, subscribes ? socket_type::sub : socket_type::dealer);
        peer.set(zmq::sockopt::linger, 0);
        peer.set(zmq::sockopt::reconnect_ivl, -1);
        connect_with(peer, {server_.public_key, alice_});
        peer.connect(endpoint);
        if (subscribes)
            peer.set(zmq::sockopt::subscribe, "all");
        else
            peer.send(zmq::str_buffer("\1all"), zmq::send_flags::none);
        EXPECT_TRUE(eventually([&] { return heard() == "\1all"; }));
        return peer;
    }
    void expect_unheard(const std::string& bytes, const std::string& whose) {
        const RawPeer peer(door_->endpoint());
        peer.write(bytes);
        EXPECT_TRUE(peer.is_ended()) << whose;
        EXPECT_EQ(heard(), std::nullopt) << whose;
    }

    KeyPair server_ = generate_pair();
    KeyPair alice_ = generate_pair();
    SocketStatistics statistics_;
    zmq::context_t clients_{1};
    zmq::context_t context_{1};
    ZapHandler zap_{context_, [this](const Knock& knock) -> std::optional<std::string> {
                        if (knock.key == alice_.public_key.value) return "alice";
                        return std::nullopt;
                    }};
    std::optional<BoundSocket> door_;
};

std::string zeros(std::size_t count) { return std::string(count, '\0'); }
std::string sized(const std::string& text) { return static_cast<char>(text.size()) + text; }

const std::string signature = "\xff" + zeros(7) + "\1\x7f";

// ZeroMQ RFC 23: the greeting, the NULL mechanism's command, and a message.
std::string greeting(const std::string& mechanism) {
    return signature + "\3" + zeros(1) + mechanism + zeros(20 - mechanism.size()) + zeros(32);
}
std::string property(const std::string& name, const std::string& value) {
    return sized(name) + zeros(3) + sized(value);
}
std::string ready(const std::string& more = {}) {
    return "\4" + sized(sized("READY") + property("Socket-Type", "DEALER") + more);
}
const std::string message = zeros(1) + sized("\1all");

TEST_P(ClosedDoor, OlderVersionsAndPeersWithoutAKeyAreNotHeard) {
    const auto identity = zeros(2);
    expect_unheard(sized(zeros(1)) + "\5" + zeros(1) + "\1all", "a peer of ZMTP 1.0");
    expect_unheard(signature + "\1\5" + identity + message, "a peer of ZMTP 2.0");
    expect_unheard(greeting("NULL") + ready() + message, "a peer that wants the NULL mechanism");
    expect_unheard(greeting("PLAIN") + ready() + message, "a peer that wants the PLAIN mechanism");
    expect_unheard(greeting("CURVE") + ready() + message, "a peer that says CURVE and goes on without");
    expect_unheard(greeting("CURVE") + message, "a peer that leaves out the handshake");
    one_who_is_known(door_->endpoint());
}

TEST_P(ClosedDoor, AHandshakeThatWasOverheardOpensItNotAgain) {
    Wiretap tap(door_->endpoint());
    auto known = one_who_is_known(tap.endpoint());
    known.close();
    const auto overheard = tap.heard();
    if (GetParam().type == socket_type::xpub) {
        EXPECT_TRUE(eventually([&] { return heard() == zeros(1) + "all"; })) << "the end of the subscription";
    }
    ASSERT_GT(overheard.size(), greeting("CURVE").size() + 200) << "HELLO has 200 bytes";
    expect_unheard(overheard, "a peer that says again what another has said");
    one_who_is_known(door_->endpoint());
}

TEST(OpenDoor, APeerGivesItselfNoCredential) {
    SocketStatistics statistics;
    zmq::context_t context{1};
    BoundSocket door(context, socket_type::router, {.endpoint = "tcp://127.0.0.1:*"}, statistics);
    door.socket().set(zmq::sockopt::rcvtimeo, 0);
    const RawPeer peer(door.endpoint());
    peer.write(greeting("NULL"));
    ASSERT_TRUE(eventually([&] {
        int there = 0;
        return ::ioctl(peer.descriptor(), FIONREAD, &there) == 0 &&
               static_cast<std::size_t>(there) >= greeting("").size();
    })) << "a libzmq that gets all at once waits for more";
    peer.write(ready(property("User-Id", "admin")) + message);
    zmq::message_t frame;
    ASSERT_TRUE(eventually([&] { return door.socket().recv(frame).has_value() && !frame.more(); }));
    EXPECT_EQ(frame.to_string(), "\1all");
    EXPECT_STREQ(zmq_msg_gets(frame.handle(), "User-Id"), "admin") << "ZeroMQ takes the peer's word";
    EXPECT_EQ(door.sender_of(frame).credential, "");
}

INSTANTIATE_TEST_SUITE_P(Daemons, ClosedDoor,
                         ::testing::Values(Door{"Messages", socket_type::router}, Door{"Feed", socket_type::xpub}),
                         [](const auto& door) { return door.param.name; });

}  // namespace
}  // namespace hf::zeromq
