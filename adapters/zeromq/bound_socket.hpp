// BoundSocket: a listening socket with the limits of its ListenOptions, which counts its connections.
//
//     BoundSocket bound(context, zmq::socket_type::router, options, statistics);
//     std::array<zmq::pollitem_t, 2> items{
//         {{bound.socket(), 0, ZMQ_POLLIN, 0}, {bound.connection_events(), 0, ZMQ_POLLIN, 0}}};
//     zeromq::poll(items);
//     if (items[1].revents != 0) bound.count_connections();
//     if (zeromq::receive(bound.socket(), frame))
//         bound.heard(frame, bound.sender_of(frame));
//     else
//         bound.ran_empty();
//     bound.close(100ms);
//
// With `options.next` it listens on that address, too, with the key that belongs to it: messages of both are the
// socket's.
//
// One thread makes it, then one other thread uses it. Peers must speak ZMTP 3 (ZeroMQ 4.0, 2013):
// older protocols have no greeting, so under them any bytes would be messages. Errors:
// std::runtime_error with the endpoint and the reason.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <zmq.hpp>

#include "adapters/zeromq/connection_bounds.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/socket_monitor.hpp"
#include "adapters/zeromq/statistics.hpp"
#include "adapters/zeromq/unix_listener.hpp"
#include "core/access/caller.hpp"
#include "core/pacing/line_limit.hpp"

namespace hf::zeromq {

class BoundSocket {
public:
    BoundSocket(zmq::context_t& context, zmq::socket_type type, const ListenOptions& options,
                SocketStatistics& statistics);
    ~BoundSocket();

    [[nodiscard]] zmq::socket_t& socket() { return socket_; }
    [[nodiscard]] zmq::socket_t& connection_events() { return monitor_->socket(); }
    // The address that it really listens on: with the port that the system chose for "tcp://127.0.0.1:*".
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

    // As zeromq::sender_of(). Where everybody is let in nobody has a credential, whatever a peer says of itself.
    [[nodiscard]] Sender sender_of(const zmq::message_t& frame) const;
    void count_connections();
    // Counts the connection that a frame came by for its sender's principal, and ends one that is too many of them. A
    // sender whom nobody knows has no principal.
    void heard(const zmq::message_t& frame, const Sender& sender);
    // Ends the connection that a sender's message came by; `fault` says why, in the log.
    void end(int descriptor, const Sender& sender, std::string_view fault);
    // From now on each report on a connection goes to this function as well.
    void watch(std::function<void(const ConnectionEvent& event)> watcher) { watcher_ = std::move(watcher); }
    // To be called whenever a receive has found nothing.
    void ran_empty() { bounds_.ran_empty(); }
    // Closes the socket. ZeroMQ continues to send queued messages for `linger` in the background;
    // closing the context waits for that.
    void close(std::chrono::milliseconds linger);

private:
    void configure(const ListenOptions& options);
    // Returns the address that it really listens at.
    std::string listen_at(const std::string& endpoint, const ListenOptions& options,
                          std::chrono::steady_clock::time_point give_up);
    // False: another process listens there.
    bool bind(const std::string& endpoint, mode_t socket_mode, bool may_try_again);
    void take(const ConnectionEvent& event);
    void warn(std::string_view whose, std::string_view fault);

    zmq::socket_t socket_;
    const ListenOptions::Admission admission_;
    std::unique_ptr<SocketMonitor> monitor_;
    SocketStatistics& statistics_;
    ConnectionCount count_;
    ConnectionBounds bounds_;
    std::function<void(const ConnectionEvent& event)> watcher_;
    LineLimit lines_;
    std::optional<UnixListener> file_;
    std::string endpoint_;
};

}  // namespace hf::zeromq
