// P12: nobody who may connect ends the daemon by breaking a connection while much of it waits to be read (ADR 48).
#include <gtest/gtest.h>

#include "tests/integration/hand_made_peer.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using zeromq_test::HandMadePeer;

// Comes in, floods the socket with messages and PINGs, and is gone before they are read.
void attack(const std::string& endpoint, int messages) {
    HandMadePeer peer(endpoint);
    std::string flood;
    for (int i = 0; i < messages; ++i) flood += HandMadePeer::message("x");
    for (int i = 0; i < 300; ++i) flood += HandMadePeer::ping() + HandMadePeer::message("x");
    peer.write(flood);
    peer.reset();
}

TEST(P12NobodyInAnothersWay, PeersThatAreResetDoNotEndTheDaemon) {
    // Not secured, since a peer with CURVE can't be made by hand (zeromq_reset_peers_test.cpp has one).
    RunningDaemon daemon({.settings = "security: {mechanism: none, i_know: true}", .tcp = true});
    for (const auto& endpoint : {daemon.endpoints().commands, daemon.endpoints().queries})
        for (int i = 0; i < 100 && !HasFailure(); ++i) attack(endpoint, 1000 + i * 37 % 1500);
    ASSERT_TRUE(daemon.running());
    auto client = daemon.client();
    EXPECT_TRUE(client.query(GetStatus{}));
    EXPECT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(daemon.log().find("libzmq reads by itself"), std::string::npos);
}

}  // namespace
}  // namespace hf::system_test
