// SocketMonitor: what ZeroMQ tells of a socket's connections.
//
//     SocketMonitor monitor(context, socket, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
//     socket.bind(…);                                  // or connect: after the monitor is there
//     while (auto event = monitor.next()) use(*event);
//
// ConnectionCount makes the counts of a listening socket from them.
//
// Used by the thread that uses the socket, and closed before the socket.
// Errors: zmq::error_t.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/statistics.hpp"

namespace hf::zeromq {

struct ConnectionEvent {
    std::uint16_t what{};  // ZMQ_EVENT_…
    std::int32_t value{};  // of accepted and disconnected: the descriptor
};

inline constexpr int handshake_failed =
    ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

class SocketMonitor {
public:
    SocketMonitor(zmq::context_t& context, zmq::socket_t& socket, int events);
    ~SocketMonitor();
    SocketMonitor(const SocketMonitor&) = delete;
    SocketMonitor& operator=(const SocketMonitor&) = delete;

    [[nodiscard]] std::optional<ConnectionEvent> next();
    [[nodiscard]] zmq::socket_t& socket() { return events_; }  // to poll

private:
    zmq::socket_t& watched_;
    zmq::socket_t events_;
};

// ZeroMQ tells of a handshake that succeeded without saying whose it was, and of a peer of
// another protocol only that it is gone. So a connection is a failure for certain if it fails
// in so many words or ends before any success since it began. Where neither is so and there
// are successes of unknown owners, it is taken for one of those; if that was wrong, one of
// the owners is left over in its place and counted when it ends. Exact for a context of one
// I/O thread; with more, events may come in another order.
class ConnectionCount {
public:
    static constexpr int events =
        ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | handshake_failed;

    explicit ConnectionCount(SocketStatistics& statistics) : statistics_(statistics) {}
    void take(const ConnectionEvent& event);

private:
    struct Connection {
        int descriptor{};
        std::uint64_t successes_before{};
    };
    void ended(int descriptor);

    SocketStatistics& statistics_;
    std::vector<Connection> unproven_;  // their handshake isn't known to be done
    std::size_t ownerless_ = 0;         // so many of them have done it
    std::uint64_t successes_ = 0;
    bool failed_ = false;  // the next to end failed its handshake
};

}  // namespace hf::zeromq
