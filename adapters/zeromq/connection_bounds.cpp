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

// The same of a sender's address. libzmq names the interface of a link-local one as well.
std::string host_in(std::string_view address) {
    constexpr std::string_view at_unix_socket = "localhost:";
    if (!address.starts_with(at_unix_socket)) return std::string(address.substr(0, address.find('%')));
    address.remove_prefix(at_unix_socket.size());
    return fmt::format("user {}", address.substr(0, address.find(':')));
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

bool ConnectionBounds::is_ours(int descriptor) const {
    return std::ranges::any_of(endpoints_, [&](const auto& endpoint) { return is_of(descriptor, endpoint); });
}

bool ConnectionBounds::accepted(int descriptor) {
    if (connections_.contains(descriptor)) ended(descriptor);  // an event of its end may come late
    if (!is_ours(descriptor)) return true;
    if (used_.contains(descriptor)) doubtful_.insert(descriptor);
    const auto address = host_of(descriptor);
    connections_[descriptor] = {.address = address};
    if (++of_addresses_[address] <= most_.of_one && connections_.size() <= most_.of_all) return true;
    ::shutdown(descriptor, SHUT_RDWR);
    return false;
}

bool ConnectionBounds::is_news(int descriptor, std::string_view principal) const {
    const auto connection = connections_.find(descriptor);
    if (connection == connections_.end()) return true;
    return connection->second.principal != principal && !doubtful_.contains(descriptor);
}

bool ConnectionBounds::belongs_to(int descriptor, const std::string& principal) {
    const auto connection = connections_.find(descriptor);
    if (connection == connections_.end() || !is_news(descriptor, principal)) return true;
    leave(of_principals_, connection->second.principal);
    connection->second.principal = principal;
    if (++of_principals_[principal] <= most_.of_one) return true;
    // The connection may have ended a moment ago, and the descriptor may be another's.
    if (!is_ours(descriptor) || host_of(descriptor) != connection->second.address) return true;
    ::shutdown(descriptor, SHUT_RDWR);
    return false;
}

void ConnectionBounds::ended(int descriptor) {
    used_.insert(descriptor);
    const auto connection = connections_.find(descriptor);
    if (connection == connections_.end()) return;
    leave(of_addresses_, connection->second.address);
    leave(of_principals_, connection->second.principal);
    connections_.erase(connection);
}

void ConnectionBounds::leave(Counts& counts, const std::string& one) {
    const auto count = counts.find(one);
    if (count != counts.end() && --count->second == 0) counts.erase(count);
}

bool ConnectionBounds::end(int descriptor, std::string_view address) const {
    if (!is_ours(descriptor) || host_of(descriptor) != host_in(address)) return false;
    ::shutdown(descriptor, SHUT_RDWR);
    return true;
}

std::string ConnectionBounds::address_of(int descriptor) const {
    const auto connection = connections_.find(descriptor);
    return connection == connections_.end() ? std::string{} : connection->second.address;
}

}  // namespace hf::zeromq
