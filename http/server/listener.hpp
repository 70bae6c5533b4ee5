// Listener: a socket at which the gateway is reached: a Unix socket, an address of TCP, or a socket that systemd holds.
//
//     auto listener = Listener::at(*parse_place("unix:/run/hostfactory/http.sock"));
//     if (!listener) fail(listener.error());
//     auto passed = Listener::passed_by_systemd();  // none where systemd has passed nothing
//
// A Unix socket has the mode 0660, and nobody can connect before it has. A file that a gateway of before has left is
// replaced, and one at which somebody answers is not. The file goes with its listener; a socket of systemd's stays.
//
// Moved by one thread at a time. Errors: in words for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "site/listen_address.hpp"

namespace hf::http {

struct UnixPath {
    std::string path;
    bool operator==(const UnixPath&) const = default;
};

// Where to listen.
using Place = std::variant<UnixPath, ListenAddress>;

// Parses "unix:/path" or "host:port". The error is a sentence for people.
tl::expected<Place, std::string> parse_place(std::string_view text);
[[nodiscard]] std::string text_of(const Place& place);

class Listener {
public:
    static tl::expected<Listener, std::string> at(const Place& place);
    // The sockets of the unit hostfactory-http.socket; a fault where one of them is no listening stream socket.
    static tl::expected<std::vector<Listener>, std::string> passed_by_systemd();

    ~Listener();
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] bool is_unix() const { return std::holds_alternative<UnixPath>(place_); }
    // Where it listens, with the port that was chosen if any would do.
    [[nodiscard]] const Place& place() const { return place_; }

private:
    Listener(int descriptor, Place place) : descriptor_(descriptor), place_(std::move(place)) {}
    static tl::expected<Listener, std::string> at_path(const UnixPath& place);
    static tl::expected<Listener, std::string> at_address(const ListenAddress& address);

    int descriptor_ = -1;
    Place place_;
    std::string made_;  // the file to remove at the end
};

}  // namespace hf::http
