#include "adapters/zeromq/connection_bounds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace hf::zeromq {
namespace {

constexpr std::chrono::seconds patience{60};  // only a failing test waits this long
constexpr std::uint32_t loopback = INADDR_LOOPBACK;
constexpr std::uint32_t second_loopback = INADDR_LOOPBACK + 1;

int bound_socket(std::uint32_t address) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(address);
    EXPECT_EQ(::bind(descriptor, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    return descriptor;
}

// Connections at a port of 127.0.0.1, with both of their ends in this process.
class Listener {
public:
    Listener() : descriptor_(bound_socket(loopback)) {
        socklen_t size = sizeof address_;
        EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
        EXPECT_EQ(::listen(descriptor_, 8), 0);
    }
    ~Listener() { ::close(descriptor_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::string endpoint() const { return fmt::format("tcp://127.0.0.1:{}", ntohs(address_.sin_port)); }

    class Connection {
    public:
        Connection(const Listener& listener, std::uint32_t from) : peer_(bound_socket(from)) {
            const auto& to = listener.address_;
            EXPECT_EQ(::connect(peer_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
            accepted_ = ::accept4(listener.descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
            EXPECT_GE(accepted_, 0);
        }
        ~Connection() {
            ::close(peer_);
            ::close(accepted_);
        }
        Connection(const Connection&) = delete;
        Connection& operator=(const Connection&) = delete;

        [[nodiscard]] int descriptor() const { return accepted_; }
        // Nobody sends anything, so the peer has nothing to read but the end.
        [[nodiscard]] bool is_ended(std::chrono::milliseconds within = {}) const {
            pollfd peer{peer_, POLLIN, 0};
            return ::poll(&peer, 1, static_cast<int>(within.count())) == 1;
        }

    private:
        int peer_;
        int accepted_ = -1;
    };

private:
    int descriptor_;
    sockaddr_in address_{};
};

class ConnectionBoundsTest : public ::testing::Test {
protected:
    ConnectionBoundsTest() {
        bounds.listens_at(listener.endpoint());
        EXPECT_TRUE(bounds.accepted(hers.descriptor()));
        EXPECT_TRUE(bounds.belongs_to(hers.descriptor(), "alice"));
        EXPECT_TRUE(bounds.accepted(second.descriptor()));
    }

    const Listener listener;
    const Listener::Connection hers{listener, loopback};
    const Listener::Connection second{listener, second_loopback};
    ConnectionBounds bounds{{.of_all = 10, .of_one = 1}};
};

TEST_F(ConnectionBoundsTest, EndsTheOneThatIsTooManyOfItsPrincipal) {
    EXPECT_TRUE(bounds.is_news(second.descriptor(), "alice"));
    EXPECT_FALSE(bounds.belongs_to(second.descriptor(), "alice"));
    EXPECT_FALSE(bounds.is_news(second.descriptor(), "alice")) << "it is ended once";
    EXPECT_TRUE(second.is_ended(patience));
    EXPECT_FALSE(hers.is_ended());
}

TEST_F(ConnectionBoundsTest, HasRoomAgainWhenOneHasEnded) {
    bounds.ended(hers.descriptor());
    EXPECT_TRUE(bounds.belongs_to(second.descriptor(), "alice"));
    EXPECT_FALSE(second.is_ended());
}

// The last message of one of her connections is read when the connection has ended and the descriptor is another's.
TEST_F(ConnectionBoundsTest, TakesNobodyForTheOneWhoHadTheDescriptorBefore) {
    bounds.ended(second.descriptor());
    EXPECT_TRUE(bounds.belongs_to(second.descriptor(), "alice")) << "nothing is known at the descriptor";
    EXPECT_TRUE(bounds.accepted(second.descriptor()));
    EXPECT_FALSE(bounds.is_news(second.descriptor(), "alice"));
    EXPECT_TRUE(bounds.belongs_to(second.descriptor(), "alice"));
    EXPECT_FALSE(second.is_ended());

    bounds.ran_empty();
    EXPECT_TRUE(bounds.is_news(second.descriptor(), "alice"));
    EXPECT_FALSE(bounds.belongs_to(second.descriptor(), "alice")) << "it can only be the present one's";
    EXPECT_TRUE(second.is_ended(patience));
}

TEST_F(ConnectionBoundsTest, NoticesAnEndThatWasNotReported) {
    EXPECT_TRUE(bounds.accepted(second.descriptor())) << "the descriptor has its second connection";
    EXPECT_FALSE(bounds.is_news(second.descriptor(), "alice"));
}

TEST_F(ConnectionBoundsTest, CountsAConnectionForOnePrincipalAtATime) {
    EXPECT_TRUE(bounds.belongs_to(second.descriptor(), "bob"));
    EXPECT_TRUE(bounds.belongs_to(hers.descriptor(), "carol"));
    EXPECT_TRUE(bounds.belongs_to(second.descriptor(), "alice")) << "alice has none any more";
    EXPECT_TRUE(bounds.belongs_to(hers.descriptor(), "bob")) << "nor has bob";
    EXPECT_FALSE(hers.is_ended() || second.is_ended());
}

}  // namespace
}  // namespace hf::zeromq
