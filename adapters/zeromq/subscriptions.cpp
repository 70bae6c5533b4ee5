#include "adapters/zeromq/subscriptions.hpp"

#include <string_view>
#include <utility>

#include "adapters/zeromq/frames.hpp"

namespace hf::zeromq {
namespace {

constexpr char end_mark = 0;
constexpr char begin_mark = 1;

int descriptor_of(zmq::message_t& frame) { return zmq_msg_get(frame.handle(), ZMQ_SRCFD); }
const char* peer_of(zmq::message_t& frame) { return zmq_msg_gets(frame.handle(), "Peer-Address"); }

}  // namespace

void Subscriptions::began(int descriptor) { open_.insert(descriptor); }

void Subscriptions::ended(int descriptor) {
    open_.erase(descriptor);
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    found->second.is_over = true;
    over_.push_back(descriptor);
}

bool Subscriptions::is_news(zmq::message_t& frame) const {
    const int descriptor = descriptor_of(frame);
    if (descriptor < 0) return false;
    const auto found = connections_.find(descriptor);
    return found == connections_.end() || found->second.peer != peer_of(frame);
}

bool Subscriptions::take(zmq::message_t&& frame) {
    const auto message = view(frame);
    // A peer may send other messages, and they mean nothing here.
    if (message.empty() || (message.front() != begin_mark && message.front() != end_mark)) return true;
    const bool begins = message.front() == begin_mark;
    std::string prefix(message.substr(1));
    const int descriptor = descriptor_of(frame);
    if (descriptor < 0) {
        // When a connection has ended, the ends of its subscriptions are reported so.
        if (begins) unknown_ = true;
        return true;
    }
    auto& connection = connections_[descriptor];
    if (const auto* const peer = peer_of(frame); connection.peer != peer) {
        forget(connection);
        connection.peer = peer;
        connection.first = std::move(frame);
        connection.is_over = !open_.contains(descriptor);
        if (connection.is_over) over_.push_back(descriptor);
    }
    const auto bytes = prefix.size() + of_each;
    if (!begins) {
        if (connection.prefixes.erase(prefix) == 0) return true;
        --count_;
        connection.bytes -= bytes;
        return true;
    }
    if (!connection.prefixes.insert(std::move(prefix)).second) return true;
    ++count_;
    connection.bytes += bytes;
    return connection.bytes <= most || std::exchange(connection.refused, true);
}

void Subscriptions::ran_empty() {
    for (const int descriptor : std::exchange(over_, {})) {
        const auto found = connections_.find(descriptor);
        if (found == connections_.end() || !found->second.is_over) continue;
        forget(found->second);
        connections_.erase(found);
    }
}

void Subscriptions::forget(Connection& connection) {
    count_ -= connection.prefixes.size();
    connection = {};
}

}  // namespace hf::zeromq
