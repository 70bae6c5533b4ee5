#include "adapters/zeromq/endpoint.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

TEST(Endpoint, MayBeAnIpcPathOrATcpHostAndPort) {
    for (const auto* good :
         {"ipc:///run/hostfactory/commands.sock", "ipc://relative.sock", "ipc://@abstract", "tcp://127.0.0.1:7001",
          "tcp://*:7001", "tcp://127.0.0.1:*", "tcp://[::1]:7001", "tcp://node-1.example:65535", "tcp://eth0:0"})
        EXPECT_EQ(Endpoint::check(good), "") << good;
}

TEST(Endpoint, MayNotBeOfAnotherTransport) {
    EXPECT_EQ(Endpoint::check("foo://x"), "must begin with ipc:// or tcp://, not \"foo://x\"");
    for (const auto* other : {"", "/run/x.sock", "inproc://x", "IPC:///x", "tcp:/127.0.0.1:1", "udp://127.0.0.1:1"})
        EXPECT_TRUE(Endpoint::check(other).starts_with("must begin with")) << other;
}

TEST(Endpoint, OfTcpNamesAHostAndAPort) {
    EXPECT_EQ(Endpoint::check("tcp://127.0.0.1"),
              "must name a host and a port, like tcp://127.0.0.1:7001, not \"tcp://127.0.0.1\"");
    for (const auto* other : {"tcp://", "tcp://:7001", "tcp://127.0.0.1:", "tcp://127.0.0.1:65536", "tcp://[::1]",
                              "tcp://127.0.0.1:70x", "tcp://127.0.0.1:-1", "tcp://127.0.0.1:http"})
        EXPECT_TRUE(Endpoint::check(other).starts_with("must name a host and a port")) << other;
}

TEST(Endpoint, OfIpcFitsIntoAUnixSocketsAddress) {
    EXPECT_EQ(Endpoint::check("ipc://" + std::string(107, 'x')), "");
    EXPECT_EQ(Endpoint::check("ipc://" + std::string(108, 'x')),
              "is too long for a unix socket: 108 bytes, and 107 is the most");
    for (const auto* nothing : {"ipc://", "ipc://@"})
        EXPECT_EQ(Endpoint::check(nothing), "must name a path or an @name after ipc://");
}

}  // namespace
}  // namespace hf
