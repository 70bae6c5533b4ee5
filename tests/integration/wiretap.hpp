// Wiretap: takes one connection and carries its bytes to the server and back, as somebody between them could.
//
//     Wiretap wiretap(server_endpoint);
//     socket.connect(wiretap.endpoint());
//     wiretap.fall_silent();
//     EXPECT_EQ(wiretap.heard().find("secret"), std::string::npos);
//
// Made and asked by one thread; it has one of its own.
#pragma once

#include <poll.h>

#include <atomic>
#include <thread>

#include "tests/integration/zeromq_peers.hpp"

namespace hf::zeromq_test {

class Wiretap {
public:
    explicit Wiretap(const std::string& server) : server_(server) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        endpoint_ = "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        thread_ = std::thread([this] { carry(); });
    }
    ~Wiretap() { (void)heard(); }
    Wiretap(const Wiretap&) = delete;
    Wiretap& operator=(const Wiretap&) = delete;

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
    // Carries nothing any more, and leaves both connections open: each end has a peer that is silent.
    void fall_silent() { silent_ = true; }
    // Ends the connection. Returns what the client has sent.
    std::string heard() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
        return heard_;
    }

private:
    void carry() {
        const int client = wait_for_one();
        const RawPeer server(server_);
        while (!done_ && client >= 0) {
            if (silent_) {
                std::this_thread::sleep_for(1ms);
                continue;
            }
            heard_ += pass(client, server.descriptor());
            (void)pass(server.descriptor(), client);
        }
        if (client >= 0) ::close(client);
        ::close(listener_);
    }
    int wait_for_one() const {
        while (!done_)
            if (is_readable(listener_)) return ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        return -1;
    }
    static bool is_readable(int descriptor) {
        pollfd item{descriptor, POLLIN, 0};
        return ::poll(&item, 1, 1) > 0;
    }
    static std::string pass(int from, int to) {
        std::array<char, 4096> bytes{};
        const auto size = is_readable(from) ? ::recv(from, bytes.data(), bytes.size(), 0) : 0;
        if (size <= 0) return {};
        EXPECT_EQ(::send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL), size);
        return {bytes.data(), static_cast<std::size_t>(size)};
    }

    std::string server_;
    std::string endpoint_;
    int listener_ = -1;
    std::atomic<bool> done_{false};
    std::atomic<bool> silent_{false};
    std::string heard_;
    std::thread thread_;
};

}  // namespace hf::zeromq_test
