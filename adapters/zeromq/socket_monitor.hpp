// SocketMonitor: ZeroMQ's reports on a socket's connections.
//
//     SocketMonitor monitor(context, socket, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
//     socket.bind(…);                                  // or connect, after the monitor was made
//     while (auto event = monitor.next()) use(*event);
//
// ConnectionCount counts a listening socket's connections from these reports.
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
    // If accepted or disconnected: the descriptor.
    std::int32_t value{};
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

// Counts connections and failed handshakes. When a handshake succeeds, ZeroMQ does not say on which
// connection; of a peer with another protocol it only reports the end of the connection. So a connection
// certainly failed if ZeroMQ reported the failure, or if the connection ended with no success since it
// began. Otherwise, if there are successes that no connection is known to own, one of them is attributed to
// it; if that was wrong, a connection that did succeed remains in its place and is counted when it ends.
// The count is exact for a context with one I/O thread; with more, events may arrive in another order.
class ConnectionCount {
public:
    static constexpr int events =
        ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | handshake_failed;

    explicit ConnectionCount(SocketStatistics& statistics) : statistics_(statistics) {}
    void take(const ConnectionEvent& event);
    // All connections end with the socket, of which ZeroMQ does not report.
    void closed();

private:
    struct Connection {
        int descriptor{};
        std::uint64_t successes_before{};
    };
    void ended(int descriptor);

    SocketStatistics& statistics_;
    std::vector<Connection> unproven_;  // connections whose handshake is not known to have succeeded
    std::size_t ownerless_ = 0;         // how many of them have succeeded
    std::uint64_t successes_ = 0;
    std::uint64_t open_ = 0;
    bool failed_ = false;  // the next connection to end has failed its handshake
};

}  // namespace hf::zeromq
