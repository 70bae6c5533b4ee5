#include "http/server/listener.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace hf::http {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr int waiting_connections = 1024;
constexpr mode_t for_owner_and_group = 0660;

std::string last_error() { return std::system_category().message(errno); }

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

int new_socket(int family) { return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// True for a socket at which nobody listens any more.
bool is_left_over(const std::string& path, const sockaddr_un& address) {
    struct stat file {};
    if (::lstat(path.c_str(), &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
    const Descriptor attempt(new_socket(AF_UNIX));
    return attempt.get() >= 0 && ::connect(attempt.get(), generic(address), sizeof address) != 0 &&
           errno == ECONNREFUSED;
}

ListenAddress address_of(const sockaddr_storage& name) {
    char host[NI_MAXHOST] = {};
    char port[NI_MAXSERV] = {};
    ::getnameinfo(reinterpret_cast<const sockaddr*>(&name), sizeof name, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV);
    return {host, static_cast<int>(std::strtol(port, nullptr, 10))};
}

tl::expected<Place, std::string> place_of(int descriptor) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0)
        return tl::make_unexpected("a socket that is passed by systemd has no name: " + last_error());
    if (name.ss_family != AF_UNIX) return address_of(name);
    const auto* address = reinterpret_cast<const sockaddr_un*>(&name);
    return UnixPath{address->sun_path};
}

}  // namespace

tl::expected<Place, std::string> parse_place(std::string_view text) {
    if (text.starts_with(unix_prefix)) {
        UnixPath place{std::string(text.substr(unix_prefix.size()))};
        if (address_of(place.path)) return place;
        return tl::make_unexpected(fmt::format("\"{}\" is no path of a Unix socket, which has 1 to {} bytes", text,
                                               sizeof(sockaddr_un::sun_path) - 1));
    }
    auto address = parse_listen_address(text);
    if (!address)
        return tl::make_unexpected(address.error() + ", and no path of a Unix socket, like unix:/run/http.sock");
    return std::move(*address);
}

std::string text_of(const Place& place) {
    if (const auto* path = std::get_if<UnixPath>(&place)) return std::string(unix_prefix) + path->path;
    return std::get<ListenAddress>(place).text();
}

tl::expected<Listener, std::string> Listener::at(const Place& place) {
    const auto* path = std::get_if<UnixPath>(&place);
    return path ? at_path(*path) : at_address(std::get<ListenAddress>(place));
}

tl::expected<Listener, std::string> Listener::at_path(const UnixPath& place) {
    const auto wrong = [&](std::string_view what) {
        return tl::make_unexpected(fmt::format("can't listen at unix:{}: {}", place.path, what));
    };
    const auto address = address_of(place.path);
    if (!address) return wrong("the path is too long");
    Descriptor socket(new_socket(AF_UNIX));
    if (socket.get() < 0) return wrong(last_error());
    if (::bind(socket.get(), generic(*address), sizeof *address) != 0) {
        if (errno != EADDRINUSE) return wrong(last_error());
        if (!is_left_over(place.path, *address)) return wrong("another program listens there, or it is no socket");
        ::unlink(place.path.c_str());
        if (::bind(socket.get(), generic(*address), sizeof *address) != 0) return wrong(last_error());
    }
    // Until listen() every connection is refused, so nobody comes in before the mode is right.
    if (::chmod(place.path.c_str(), for_owner_and_group) != 0 || ::listen(socket.get(), waiting_connections) != 0) {
        const auto why = last_error();
        ::unlink(place.path.c_str());
        return wrong(why);
    }
    Listener listener(socket.release(), place);
    listener.made_ = place.path;
    return listener;
}

tl::expected<Listener, std::string> Listener::at_address(const ListenAddress& address) {
    const auto wrong = [&](std::string_view what) {
        return tl::make_unexpected(fmt::format("can't listen at {}: {}", address.text(), what));
    };
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found);
    if (failed != 0) return wrong(::gai_strerror(failed));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> first(found, &::freeaddrinfo);
    Descriptor socket(new_socket(first->ai_family));
    if (socket.get() < 0) return wrong(last_error());
    // Without SO_REUSEPORT: two processes at one port would share its connections.
    const int yes = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(socket.get(), first->ai_addr, first->ai_addrlen) != 0 ||
        ::listen(socket.get(), waiting_connections) != 0)
        return wrong(last_error());
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    ListenAddress bound = address;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) == 0) bound.port = address_of(name).port;
    return Listener(socket.release(), bound);
}

tl::expected<std::vector<Listener>, std::string> Listener::passed_by_systemd() {
    std::vector<Listener> listeners;
    const int count = ::sd_listen_fds(1);
    for (int descriptor = SD_LISTEN_FDS_START; descriptor < SD_LISTEN_FDS_START + count; ++descriptor) {
        if (::sd_is_socket(descriptor, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
            return tl::make_unexpected(
                fmt::format("descriptor {}, which systemd has passed, is no stream socket that listens", descriptor));
        auto place = place_of(descriptor);
        if (!place) return tl::make_unexpected(std::move(place.error()));
        listeners.push_back(Listener(descriptor, std::move(*place)));
    }
    return listeners;
}

Listener::Listener(Listener&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      place_(std::move(other.place_)),
      made_(std::exchange(other.made_, {})) {}

Listener::~Listener() {
    if (!made_.empty()) ::unlink(made_.c_str());
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace hf::http
