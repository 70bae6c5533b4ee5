// Ends a connection whose peer is gone without a word: a host that lost its power or its network, or a process that
// hangs. Without this a connection that nobody uses lasts for hours, and with it the peer's place.
//
//     notice_dead_peers(socket);  // before bind() or connect()
//     ask_to_be_noticed(socket);  // of a client, before connect(); its queue has no bound then
//
// TCP's keepalives find a host that is gone: the system asks a silent peer three times, and waits as long for what was
// sent to be taken. A process that hangs has a system that answers for it. So clients of ours send ZMTP's PING with the
// time after which their silence means that they are gone (TTL), and libzmq ends their connection by that. Only who has
// asked for it is cut off, and a client that reads slowly goes on sending PINGs (ADR 47). Errors: zmq::error_t.
#pragma once

#include <algorithm>
#include <chrono>
#include <zmq.hpp>

namespace hf::zeromq {

inline constexpr std::chrono::seconds usual_keepalive{30};

// `keepalive`: of silence, before TCP asks.
inline void notice_dead_peers(zmq::socket_t& socket, std::chrono::seconds keepalive = usual_keepalive) {
    const auto idle = static_cast<int>(keepalive.count());
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, idle);
    socket.set(zmq::sockopt::tcp_keepalive_intvl, std::max(1, idle / 3));
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    socket.set(zmq::sockopt::tcp_maxrt, 2 * idle * 1000);
}

// `silence`: at most 65 s, since libzmq 4.3.4 takes it modulo 65,536 ms.
inline void ask_to_be_noticed(zmq::socket_t& socket, std::chrono::milliseconds every = std::chrono::seconds{20},
                              std::chrono::milliseconds silence = std::chrono::seconds{60}) {
    // libzmq 4.3.4 ends the process where a PING is due on a connection that has broken while its queue was full.
    socket.set(zmq::sockopt::rcvhwm, 0);
    socket.set(zmq::sockopt::heartbeat_ivl, static_cast<int>(every.count()));
    socket.set(zmq::sockopt::heartbeat_ttl, static_cast<int>(silence.count()));
    // Or libzmq would end the connection where the server is slow to answer.
    socket.set(zmq::sockopt::heartbeat_timeout, 0);
}

}  // namespace hf::zeromq
