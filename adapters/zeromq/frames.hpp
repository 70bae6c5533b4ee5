// Connects, sends, receives and polls without blocking; a signal (EINTR) is not taken for a failure. Errors:
// zmq::error_t.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <zmq.hpp>

#include "core/access/caller.hpp"

namespace hf::zeromq {

using Deadline = std::chrono::steady_clock::time_point;

// Returns false if there is nothing to receive.
bool receive(zmq::socket_t& socket, zmq::message_t& frame);

// Discards the remaining frames of a message; returns how many there were.
std::size_t skip_rest(zmq::socket_t& socket, const zmq::message_t& last);

enum class Sent { yes, full, gone };

Sent send(zmq::socket_t& socket, std::string_view bytes, zmq::send_flags flags = zmq::send_flags::none);

void connect(zmq::socket_t& socket, const std::string& endpoint);

// Returns what the socket is ready for now: ZMQ_POLLIN, ZMQ_POLLOUT. ZeroMQ does what waits for the socket's thread
// meanwhile.
int ready_for(zmq::socket_t& socket);

// Waits until a socket is ready or the deadline, if there is one, has passed.
void poll(std::span<zmq::pollitem_t> items, std::optional<Deadline> deadline = std::nullopt);

// How long to wait for the deadline, rounded up, and an hour at most: what zmq_poll and poll(2) take.
int milliseconds_until(Deadline deadline);

inline std::string_view view(const zmq::message_t& frame) {
    return {static_cast<const char*>(frame.data()), frame.size()};
}

// Returns the sender in ZeroMQ's words, and the credential with which the ZapHandler let it in. Only a frame as it was
// received knows them; a copy has lost them.
inline Sender sender_of(const zmq::message_t& frame) {
    const auto word = [&](const char* property) {
        const auto* const found = zmq_msg_gets(frame.handle(), property);
        return std::string(found ? found : "");
    };
    return {word("Peer-Address"), word("User-Id")};
}

inline zmq::pollitem_t readable(zmq::socket_t& socket) { return {socket.handle(), 0, ZMQ_POLLIN, 0}; }
inline zmq::pollitem_t readable(int fd) { return {nullptr, fd, ZMQ_POLLIN, 0}; }

}  // namespace hf::zeromq
