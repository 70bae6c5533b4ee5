// Subscriptions: what the subscribers of an XPUB socket have asked for, by the messages with which it reports them.
//
//     subscriptions.take(view(frame));    // each message that is received from the socket
//     if (subscriptions.none()) return;   // nothing that is sent would reach anybody
//
// The socket reports the first subscription to a prefix, or each (ZMQ_XPUB_VERBOSE), and the end of the last one, also
// when a peer is gone (zmq_socket(3), ZMQ_XPUB); it reports the end of a subscription that never was as well.
//
// Not thread-safe. No errors but std::bad_alloc.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace hf::zeromq {

class Subscriptions {
public:
    void take(std::string_view message);

    [[nodiscard]] bool none() const { return prefixes_.empty() && !too_many_; }

private:
    // No more are kept of peers that subscribe to ever more: from then on somebody is always taken to listen.
    static constexpr std::size_t most_kept = 10'000;

    std::unordered_set<std::string> prefixes_;
    bool too_many_ = false;
};

}  // namespace hf::zeromq
