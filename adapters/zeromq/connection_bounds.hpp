// ConnectionBounds: ends connections beyond as many as a socket may have, of all peers and of one address.
//
//     ConnectionBounds bounds({.of_all = 10'000, .of_one = 2'000});
//     bounds.listens_at("tcp://127.0.0.1:7001");
//     if (!bounds.accepted(descriptor)) show(bounds.address_of(descriptor));  // it is being ended
//     bounds.ended(descriptor);
//
// libzmq can neither refuse a connection nor end one, and tells only its descriptor. So the descriptor is shut down,
// and libzmq learns of it as of any other end. An address is that of a host, or a user at a Unix socket.
//
// Used by the thread that uses the socket. No errors: a connection that has ended meanwhile has an empty address.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace hf::zeromq {

class ConnectionBounds {
public:
    struct Most {
        std::size_t of_all = 10'000;
        std::size_t of_one = 2'000;
    };
    explicit ConnectionBounds(const Most& most) : most_(most) {}

    // Descriptors of sockets at other addresses are left alone.
    void listens_at(std::string endpoint) { endpoints_.push_back(std::move(endpoint)); }

    // False where the connection is one too many.
    bool accepted(int descriptor);
    void ended(int descriptor);
    [[nodiscard]] std::string address_of(int descriptor) const;

private:
    Most most_;
    std::vector<std::string> endpoints_;
    std::unordered_map<int, std::string> addresses_;       // of each connection
    std::unordered_map<std::string, std::size_t> counts_;  // of each address
};

}  // namespace hf::zeromq
