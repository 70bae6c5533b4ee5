// Subscriptions: what each subscriber of an XPUB socket has asked for, by the messages with which the socket reports it
// (ZMQ_XPUB_VERBOSER), and who has asked for too much.
//
//     subscriptions.began(descriptor);                  // as the socket's monitor reports
//     if (subscriptions.is_news(frame)) use_reports();  // before take(): each message from the socket
//     if (!subscriptions.take(std::move(frame))) end(descriptor);
//     if (subscriptions.none()) return;  // nothing that is sent would reach anybody
//     subscriptions.ended(descriptor);
//     subscriptions.ran_empty();  // when the socket has no message left
//
// libzmq keeps each subscription for as long as its connection lasts, and bounds neither their number nor their bytes.
// What a connection takes back counts no longer; what it never asked for cannot be taken back, so that nobody ends
// another's subscription here.
//
// A descriptor may belong to a later connection when a message is read. So a connection is recognised by what libzmq
// says of its peer, which is kept once for all messages of a connection: by its place in memory, which nothing else can
// have while a message of the connection is kept. Messages of a descriptor's connections are read one connection after
// the other, if libzmq has one I/O thread.
//
// Not thread-safe. No errors but std::bad_alloc.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
#include <zmq.hpp>

namespace hf::zeromq {

class Subscriptions {
public:
    // So many bytes may a connection have: its prefixes' own, and 64 more for each. A thousand subscriptions to single
    // streams fit in.
    static constexpr std::size_t most = std::size_t{128} << 10;
    static constexpr std::size_t of_each = 64;

    void began(int descriptor);
    void ended(int descriptor);

    // Whether it is the first message of a connection. All reports on connections have to be known before it is taken.
    [[nodiscard]] bool is_news(zmq::message_t& frame) const;
    // False, once, if its connection has more now than it may. The frame is as good as moved from afterwards.
    bool take(zmq::message_t&& frame);
    void ran_empty();

    [[nodiscard]] bool none() const { return count_ == 0 && !unknown_; }

private:
    struct Connection {
        zmq::message_t first{};  // keeps what it is recognised by
        const char* peer = nullptr;
        std::unordered_set<std::string> prefixes{};
        std::size_t bytes = 0;
        bool refused = false;
        bool is_over = false;  // it has ended, and messages of it may still wait
    };
    void forget(Connection& connection);

    std::unordered_map<int, Connection> connections_;
    std::unordered_set<int> open_;
    std::vector<int> over_;  // descriptors of connections that have ended
    std::size_t count_ = 0;  // subscriptions of all
    bool unknown_ = false;   // somebody has subscribed, and libzmq has not reported who
};

}  // namespace hf::zeromq
