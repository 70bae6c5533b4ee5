// keep_alive(): a TCP connection whose other end has vanished without a word is closed after about a minute.
//
//     keep_alive(socket);
//     socket.bind(endpoint);  // or connect
//
// With the kernel's own times a peer that lost its power holds its connection, and its place, for more than two hours.
#pragma once

#include <zmq.hpp>

namespace hf::zeromq {

inline void keep_alive(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, 30);  // seconds, and likewise below
    socket.set(zmq::sockopt::tcp_keepalive_intvl, 10);
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    socket.set(zmq::sockopt::tcp_maxrt, 60'000);  // milliseconds for which what was sent may stay unacknowledged
}

}  // namespace hf::zeromq
