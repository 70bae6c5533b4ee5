// Tools for the tests of the ZeroMQ adapters: peers of every kind, and waiting with a deadline
// instead of sleeping.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "tests/support/temporary_directory.hpp"

namespace hf::zeromq_test {

using namespace std::chrono_literals;
using Frames = std::vector<std::string>;

inline constexpr auto patience = 60s;  // only a failing test waits this long

inline std::string endpoint_in(const testing::TemporaryDirectory& directory, std::string_view name = "socket") {
    return "ipc://" + directory.file(name);
}

template <class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

// A ZeroMQ peer that sends and receives frames as they are.
class Peer {
public:
    Peer(zmq::context_t& context, zmq::socket_type type, const std::string& endpoint, int receive_queue = 1000,
         const std::string& routing_id = {})
        : socket_(context, type) {
        if (!routing_id.empty()) socket_.set(zmq::sockopt::routing_id, routing_id);
        socket_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::rcvhwm, receive_queue);
        socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
        if (type == zmq::socket_type::sub) socket_.set(zmq::sockopt::subscribe, "");
        socket_.connect(endpoint);
    }

    void send(const Frames& frames) {
        for (std::size_t i = 0; i < frames.size(); ++i)
            socket_.send(zmq::buffer(frames[i]),
                         i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }

    Frames receive() {
        Frames frames;
        zmq::message_t frame;
        do {
            if (!socket_.recv(frame)) return {"nothing came"};
            frames.push_back(frame.to_string());
        } while (frame.more());
        return frames;
    }

    Frames ask(const Frames& frames) {
        send(frames);
        return receive();
    }

    void wait_no_longer_than(std::chrono::milliseconds time) {
        socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(time.count()));
    }

    void close() { socket_.close(); }

private:
    zmq::socket_t socket_;
};

// A peer without ZeroMQ.
class RawPeer {
public:
    explicit RawPeer(const std::string& endpoint) {
        if (endpoint.starts_with("ipc://")) {
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            endpoint.copy(address.sun_path, sizeof address.sun_path - 1, 6);
            open(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        } else {
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
            open(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        }
    }
    ~RawPeer() { close(); }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    void write(std::string_view bytes) const {
        EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    }

    [[nodiscard]] int descriptor() const { return fd_; }
    void close() {
        ::close(fd_);
        fd_ = -1;
    }

    // Waits for the end of the connection, behind the greeting that it may begin with.
    [[nodiscard]] bool is_ended() const {
        timeval most{};
        most.tv_sec = std::chrono::seconds(patience).count();
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
        std::array<char, 256> bytes{};
        ssize_t size = 0;
        do size = ::recv(fd_, bytes.data(), bytes.size(), 0);
        while (size > 0);
        return size == 0 || errno == ECONNRESET;
    }

private:
    void open(int family, const sockaddr* address, socklen_t size) {
        fd_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::connect(fd_, address, size), 0);
        // What is written would wait for an acknowledgement of what was written before, and be lost with a reset.
        const int at_once = 1;
        if (family == AF_INET) ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    }

    int fd_ = -1;
};

// Bytes that reach a port by mistake: none of them is a greeting of ZMTP 3.
inline const Frames garbage{"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                            std::string(64, '\0'),
                            std::string(64, '\xff'),
                            "\x02\x01junk and more of it, as an old ZeroMQ might send it",
                            "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client",
                            std::string("\xff\0\0\0\0\0\0\0\x01\x7f\x01\x05", 12) + std::string(60, 'x'),
                            "x"};

}  // namespace hf::zeromq_test
