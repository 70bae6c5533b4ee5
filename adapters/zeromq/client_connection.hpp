// ClientConnection: a socket that is connected to one endpoint, and knows whether
// anybody is there.
//
//     ClientConnection connection(context, zmq::socket_type::dealer, "ipc:///run/hostfactory/command.sock", prepare);
//     if (auto why = connection.wait(deadline, patience)) …   // "nobody listens on …"
//
// Used by one thread. Errors: std::runtime_error for an endpoint that makes no sense.
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
    using Prepare = std::function<void(zmq::socket_t& socket)>;  // sets options before it connects

    ClientConnection(zmq::context_t& context, zmq::socket_type type, std::string endpoint, Prepare prepare);
    ~ClientConnection();
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    [[nodiscard]] zmq::socket_t& socket() { return socket_; }
    [[nodiscard]] zmq::socket_t& connection_events() { return monitor_->socket(); }
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

    // Whether the peer is connected, as far as ZeroMQ has told.
    [[nodiscard]] bool up();

    // Until the peer is connected. Else why it isn't: it was refused and `patience` is over, or
    // the deadline has passed.
    [[nodiscard]] std::optional<std::string> wait(Deadline deadline, Deadline patience);

    // Not after an attempt that failed or a connection that ended: ZeroMQ would try again, less and less often.
    [[nodiscard]] bool hopeful() { return socket_ && (up() || (!refused_ && !strange_)); }
    // An attempt has failed since it was opened.
    [[nodiscard]] bool refused() const { return refused_ || strange_; }
    // Why it isn't up, for people. May try to connect once more to learn it.
    [[nodiscard]] std::string why_not() const;
    // How often there was a new connection, and how often one has ended.
    [[nodiscard]] unsigned beginnings() const { return beginnings_; }
    [[nodiscard]] unsigned endings() const { return endings_; }

    // Throws away what was to be sent or received. Until open() only endpoint(), hopeful() and endings() may be called.
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
    bool strange_ = false;  // something listens, but no handshake came about
};

}  // namespace hf::zeromq
