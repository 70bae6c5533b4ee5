// ConnectionBounds: ends connections beyond as many as a socket may have, of all peers and of one address.
//
//     ConnectionBounds bounds({.of_all = 10'000, .of_one = 2'000}, "tcp://127.0.0.1:7001");
//     if (!bounds.accepted(descriptor)) log(bounds.address_of(descriptor));   // it is being ended
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

namespace hf::zeromq {

class ConnectionBounds {
public:
    struct Most {
        std::size_t of_all = 10'000;
        std::size_t of_one = 2'000;
    };
    // `endpoint`: where the socket listens; descriptors of other sockets are left alone.
    ConnectionBounds(const Most& most, std::string endpoint) : most_(most), endpoint_(std::move(endpoint)) {}

    // False where the connection is one too many.
    bool accepted(int descriptor);
    void ended(int descriptor);
    [[nodiscard]] std::string address_of(int descriptor) const;

private:
    Most most_;
    std::string endpoint_;
    std::unordered_map<int, std::string> addresses_;       // of each connection
    std::unordered_map<std::string, std::size_t> counts_;  // of each address
};

}  // namespace hf::zeromq
