#include "adapters/zeromq/connection_bounds.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "adapters/zeromq/unix_listener.hpp"

namespace hf::zeromq {
namespace {

using Name = int (*)(int, sockaddr*, socklen_t*);

// The name of one end of a socket; of the family AF_UNSPEC where it has none.
sockaddr_storage name_of(int descriptor, Name which, socklen_t& size) {
    sockaddr_storage name{};
    size = sizeof name;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
    if (which(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) name.ss_family = AF_UNSPEC;
    return name;
}

std::string host_of(int descriptor) {
    socklen_t size = 0;
    const auto name = name_of(descriptor, ::getpeername, size);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (name.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &name, sizeof address);
        return ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size()) ? text.data() : "";
    }
    if (name.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &name, sizeof address);
        return ::inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size()) ? text.data() : "";
    }
    ucred peer{};
    size = sizeof peer;
    if (name.ss_family != AF_UNIX || ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return {};
    return fmt::format("user {}", peer.uid);
}

// A descriptor whose connection has ended may belong to another file or socket by now.
bool is_of(int descriptor, const std::string& endpoint) {
    socklen_t size = 0;
    const auto name = name_of(descriptor, ::getsockname, size);
    const auto port = [&](in_port_t number) { return endpoint.ends_with(fmt::format(":{}", ntohs(number))); };
    if (name.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &name, sizeof address);
        return port(address.sin_port);
    }
    if (name.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &name, sizeof address);
        return port(address.sin6_port);
    }
    if (name.ss_family != AF_UNIX) return false;
    sockaddr_un address{};
    std::memcpy(&address, &name, sizeof address);
    const auto listens_at = unix_name(endpoint).value_or("");
    const auto length = size - offsetof(sockaddr_un, sun_path);
    std::string path(&address.sun_path[0], std::min<std::size_t>(length, sizeof address.sun_path));
    if (path.starts_with('\0')) path.front() = '@';
    return path.substr(0, path.find('\0')) == listens_at;
}

}  // namespace

bool ConnectionBounds::accepted(int descriptor) {
    ended(descriptor);  // an event of its end may come late
    if (std::ranges::none_of(endpoints_, [&](const auto& endpoint) { return is_of(descriptor, endpoint); }))
        return true;
    const auto& address = addresses_.insert_or_assign(descriptor, host_of(descriptor)).first->second;
    if (++counts_[address] <= most_.of_one && addresses_.size() <= most_.of_all) return true;
    ::shutdown(descriptor, SHUT_RDWR);
    return false;
}

void ConnectionBounds::ended(int descriptor) {
    const auto connection = addresses_.find(descriptor);
    if (connection == addresses_.end()) return;
    const auto count = counts_.find(connection->second);
    if (--count->second == 0) counts_.erase(count);
    addresses_.erase(connection);
}

std::string ConnectionBounds::address_of(int descriptor) const {
    const auto connection = addresses_.find(descriptor);
    return connection == addresses_.end() ? std::string{} : connection->second;
}

}  // namespace hf::zeromq
