// ClientConnection: a socket that is connected to one endpoint, and knows whether a peer is there.
//
//     ClientConnection connection(context, zmq::socket_type::dealer, "ipc:///run/hostfactory/command.sock", prepare);
//     if (auto why = connection.wait(deadline, patience)) fail(*why);  // "nothing listens on …"
//
// Used by one thread. Errors: std::runtime_error if the endpoint is not valid.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/socket_monitor.hpp"

namespace hf::zeromq {

class ClientConnection {
public:
    // Sets the socket's options before it connects.
    using Prepare = std::function<void(zmq::socket_t& socket)>;

    ClientConnection(zmq::context_t& context, zmq::socket_type type, std::string endpoint, Prepare prepare);
    ~ClientConnection();
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    [[nodiscard]] zmq::socket_t& socket() { return socket_; }
    [[nodiscard]] zmq::socket_t& connection_events() { return monitor_->socket(); }
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

    // True if the peer is connected, as far as ZeroMQ has reported.
    [[nodiscard]] bool up();

    // Waits until the peer is connected. Returns why it is not if the deadline has passed, or if
    // the connection was refused and `patience` has passed.
    [[nodiscard]] std::optional<std::string> wait(Deadline deadline, Deadline patience);

    // False after a failed attempt or an ended connection: ZeroMQ would try again, but less and less often.
    [[nodiscard]] bool hopeful() { return socket_ && (up() || (!refused_ && !strange_)); }
    // True if an attempt has failed since the connection was opened.
    [[nodiscard]] bool refused() const { return refused_ || strange_; }
    // True if something listens there and a handshake with it has failed.
    [[nodiscard]] bool answered() const { return strange_; }
    // Says why the peer is not connected, for people. It may try to connect once more to find out.
    [[nodiscard]] std::string why_not() const;
    // How many connections have begun, and how many have ended.
    [[nodiscard]] unsigned beginnings() const { return beginnings_; }
    [[nodiscard]] unsigned endings() const { return endings_; }

    // Closes the socket, and drops what was to be sent or received. Until open(), only endpoint(),
    // hopeful() and endings() may be called.
    void close();
    void open();

private:
    zmq::context_t& context_;
    zmq::socket_type type_;
    std::string endpoint_;
    Prepare prepare_;
    zmq::socket_t socket_;
    std::unique_ptr<SocketMonitor> monitor_;
    unsigned beginnings_ = 0;
    unsigned endings_ = 0;
    bool up_ = false;
    bool refused_ = false;
    bool strange_ = false;   // a peer listens, but no handshake succeeded
    bool stranger_ = false;  // the peer has said that it does not know us
};

}  // namespace hf::zeromq
