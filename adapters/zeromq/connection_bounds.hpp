// ConnectionBounds: ends connections beyond as many as a socket may have, of all peers, of one address and of one
// principal.
//
//     ConnectionBounds bounds({.of_all = 10'000, .of_one = 2'000});
//     bounds.listens_at("tcp://127.0.0.1:7001");
//     if (!bounds.accepted(descriptor)) show(bounds.address_of(descriptor));  // it is being ended
//     if (bounds.is_news(descriptor, principal))                              // at each message
//         if (!bounds.belongs_to(descriptor, principal)) show(principal);     // it is being ended
//     bounds.ran_empty();                                                     // when there is no message left
//     bounds.ended(descriptor);
//
// libzmq can neither refuse a connection nor end one, and tells only its descriptor. So the descriptor is shut down,
// and libzmq learns of it as of any other end. An address is that of a host, or a user at a Unix socket.
//
// Whose a connection is shows with its first message; one that never sends any is bounded by its address alone. A
// message may be read when its connection has ended and another one has got the descriptor. So where a descriptor had
// a connection before, messages count only once the socket has run empty since the present one was accepted: libzmq
// has handed over all messages of the earlier one before it reports the later one, if it has one I/O thread.
//
// Used by the thread that uses the socket. No errors: a connection that has ended meanwhile has an empty address.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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
    // Whether belongs_to() would learn anything from a message of this principal that came by the descriptor. It is
    // true where no connection is known.
    [[nodiscard]] bool is_news(int descriptor, std::string_view principal) const;
    // False where the connection is one too many of the principal's. A descriptor without a connection is ignored. A
    // connection has one principal, so another one takes the place of the one before.
    bool belongs_to(int descriptor, const std::string& principal);
    // The socket had no message left, later than the last call of accepted().
    void ran_empty() {
        if (!doubtful_.empty()) doubtful_.clear();
    }
    void ended(int descriptor);
    [[nodiscard]] std::string address_of(int descriptor) const;
    // Ends the connection that has the descriptor, if it is one at the socket's addresses and its peer is on this host,
    // or is of this user at a Unix socket. `address` is a Sender's. False where it is not.
    [[nodiscard]] bool end(int descriptor, std::string_view address) const;

private:
    struct Connection {
        std::string address{};
        std::string principal{};  // empty until it is known
    };
    using Counts = std::unordered_map<std::string, std::size_t>;
    static void leave(Counts& counts, const std::string& one);
    [[nodiscard]] bool is_ours(int descriptor) const;  // whether it is a connection at one of this socket's addresses

    Most most_;
    std::vector<std::string> endpoints_;
    std::unordered_map<int, Connection> connections_;
    Counts of_addresses_;
    Counts of_principals_;
    std::unordered_set<int> used_;      // descriptors of connections that have ended
    std::unordered_set<int> doubtful_;  // descriptors whose messages may be of an earlier connection
};

}  // namespace hf::zeromq
