// ReplyRoom: keeps room for a reply to each message that a server works on, so that no outcome is lost to a
// peer that reads slowly.
//
//     if (!room.reserve(peer)) send(busy);   // nothing is done for this message
//     room.release(peer);                    // its reply is made
//     room.keep({peer, false, reply});       // ZeroMQ's queue is full
//     room.hand_out(send_again);             // later
//
// ZeroMQ drops what does not fit into the queue of a connection, and does not say how full that queue is. What does
// not fit is kept here. Used by one thread. Errors: none.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

#include "adapters/zeromq/frames.hpp"
#include "core/wire/connection_rules.hpp"

namespace hf::zeromq {

class ReplyRoom {
public:
    struct Options {
        std::size_t replies = most_unread_replies;  // of one peer, being made or kept
        std::size_t bytes = std::size_t{16} << 20;  // kept for one peer
        std::size_t bytes_of_all = std::size_t{256} << 20;
    };
    struct Kept {
        std::string identity;  // of the peer
        bool delimited{};
        std::string reply;
    };
    explicit ReplyRoom(const Options& options) : options_(options) {}

    // Takes room for one reply until release(). False if the peer has as many replies under way as it may, or has any
    // kept where all peers together have as much as they may.
    bool reserve(const std::string& identity);
    void release(const std::string& identity);

    // True while as many bytes are kept for the peer as may be.
    [[nodiscard]] bool is_full(const std::string& identity) const;
    // True while replies are kept for the peer; a further one must not overtake them.
    [[nodiscard]] bool keeps(const std::string& identity) const;
    // Returns false if there is no room: only for a reply that nothing was reserved for.
    bool keep(Kept reply);
    // Gives what is kept to `send`, which returns what became of it. Returns how many replies are lost, because their
    // peer is gone.
    std::size_t hand_out(const std::function<Sent(const Kept& reply)>& send);
    [[nodiscard]] bool empty() const { return waiting_ == 0; }  // nothing is kept

private:
    struct Of {
        std::size_t being_made = 0;
        std::deque<Kept> kept;
        std::size_t bytes = 0;  // of `kept`
    };
    [[nodiscard]] bool is_full(const Of& peer) const;
    void forget_if_idle(std::unordered_map<std::string, Of>::iterator peer);

    Options options_;
    std::unordered_map<std::string, Of> peers_;  // those with anything under way
    std::size_t waiting_ = 0;                    // kept, of all peers
    std::size_t bytes_ = 0;                      // of these
};

}  // namespace hf::zeromq
