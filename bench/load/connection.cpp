#include "bench/load/connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace hf::bench {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

sockaddr_in address_of(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int new_socket() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) throw std::runtime_error(fmt::format("no socket: {}", std::strerror(errno)));
    return descriptor;
}

bool connect_to(int descriptor, int port) {
    const auto address = address_of(port);
    return ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

Connection::Connection(int port, std::unique_ptr<Session> session)
    : descriptor_(new_socket()), session_(std::move(session)), in_(buffer_bytes) {
    try {
        const int yes = 1;
        const timeval patience{10, 0};
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (!connect_to(descriptor_, port))
            throw std::runtime_error(fmt::format("nobody listens at port {}: {}", port, std::strerror(errno)));
        out_ = session_->greeting();
        flush();
        for (bool greeted = false; !greeted;) {
            auto input = receive_some();
            greeted = session_->take_greeting(input);
            keep(input);
        }
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

Connection::~Connection() { ::close(descriptor_); }

void Connection::do_not_wait() { ::fcntl(descriptor_, F_SETFL, O_NONBLOCK); }

bool Connection::flush() {
    while (sent_ < out_.size()) {
        const auto count = ::send(descriptor_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return false;
        if (count < 0 && errno != EINTR)
            throw std::runtime_error(fmt::format("the server has ended the connection: {}", std::strerror(errno)));
        if (count > 0) sent_ += static_cast<std::size_t>(count);
    }
    out_.clear();
    sent_ = 0;
    return true;
}

std::string_view Connection::receive_some() {
    if (received_ == in_.size()) in_.resize(2 * in_.size());
    const auto count = ::recv(descriptor_, in_.data() + received_, in_.size() - received_, 0);
    if (count == 0) throw std::runtime_error("the server has ended the connection");
    if (count < 0 && errno != EAGAIN && errno != EINTR)
        throw std::runtime_error(fmt::format("nothing can be received: {}", std::strerror(errno)));
    if (count < 0 && (::fcntl(descriptor_, F_GETFL) & O_NONBLOCK) == 0)
        throw std::runtime_error("the server has not answered in time");
    if (count > 0) received_ += static_cast<std::size_t>(count);
    return {in_.data(), received_};
}

void Connection::keep(std::string_view rest) {
    std::memmove(in_.data(), rest.data(), rest.size());
    received_ = rest.size();
}

bool listens(int port) {
    const int descriptor = new_socket();
    const bool there = connect_to(descriptor, port);
    ::close(descriptor);
    return there;
}

int free_port() {
    const int descriptor = new_socket();
    auto address = address_of(0);
    socklen_t size = sizeof address;
    const bool bound = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(descriptor);
    if (!bound) throw std::runtime_error(fmt::format("no port is free: {}", std::strerror(errno)));
    return ntohs(address.sin_port);
}

}  // namespace hf::bench
