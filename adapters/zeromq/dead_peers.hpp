// Ends a TCP connection whose peer is gone without a word: a host that lost its power or its network. Without this a
// connection that nobody uses lasts for hours, and with it the peer's place.
//
//     notice_dead_peers(socket);   // before bind() or connect()
//
// The system asks a silent peer after 30 seconds, three times, 10 seconds apart, and waits a minute for what was
// sent to be taken. ZeroMQ's own heartbeats would also cut off a peer that reads slowly (ADR 27). Errors: zmq::error_t.
#pragma once

#include <zmq.hpp>

namespace hf::zeromq {

inline void notice_dead_peers(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, 30);
    socket.set(zmq::sockopt::tcp_keepalive_intvl, 10);
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    socket.set(zmq::sockopt::tcp_maxrt, 60'000);
}

}  // namespace hf::zeromq
