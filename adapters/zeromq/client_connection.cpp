#include "adapters/zeromq/client_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "adapters/zeromq/dead_peers.hpp"
#include "adapters/zeromq/unix_listener.hpp"

namespace hf::zeromq {
namespace {

constexpr int watched =
    ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED | handshake_failed;

}  // namespace

ClientConnection::ClientConnection(zmq::context_t& context, zmq::socket_type type, std::string endpoint,
                                   Prepare prepare)
    : context_(context), type_(type), endpoint_(std::move(endpoint)), prepare_(std::move(prepare)) {
    open();
}

ClientConnection::~ClientConnection() { close(); }

void ClientConnection::open() {
    close();
    try {
        socket_ = zmq::socket_t(context_, type_);
        socket_.set(zmq::sockopt::linger, 0);
        // With ipv6 on, ZeroMQ would resolve a host name to its IPv6 address and try no other.
        socket_.set(zmq::sockopt::ipv6, endpoint_.find('[') != std::string::npos ? 1 : 0);
        socket_.set(zmq::sockopt::reconnect_ivl, 50);
        socket_.set(zmq::sockopt::reconnect_ivl_max, 1000);
        notice_dead_peers(socket_);
        prepare_(socket_);
        monitor_ = std::make_unique<SocketMonitor>(context_, socket_, watched);
        connect(socket_, endpoint_);
    } catch (const zmq::error_t& problem) {
        close();
        throw std::runtime_error(fmt::format("cannot connect to {}: {}", endpoint_, problem.what()));
    }
}

void ClientConnection::close() {
    monitor_.reset();
    socket_.close();
    up_ = refused_ = strange_ = stranger_ = false;
}

bool ClientConnection::up() {
    while (const auto event = monitor_->next()) {
        switch (event->what) {
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
                up_ = true;
                ++beginnings_;
                stranger_ = false;
                break;
            case ZMQ_EVENT_CONNECT_RETRIED: refused_ = true; break;
            case ZMQ_EVENT_DISCONNECTED:
                strange_ = strange_ || !up_;
                up_ = false;
                ++endings_;
                break;
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: strange_ = stranger_ = true; break;
            default: strange_ = true;
        }
    }
    return up_;
}

std::optional<std::string> ClientConnection::wait(Deadline deadline, Deadline patience) {
    while (!up()) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline || (refused_ && now >= patience)) return why_not();
        std::array items{readable(monitor_->socket())};
        poll(items, refused_ ? std::min(deadline, patience) : deadline);
    }
    return std::nullopt;
}

std::string ClientConnection::why_not() const {
    if (const auto name = unix_name(endpoint_)) {
        // ZeroMQ does not report the reason, but another attempt does.
        const int error = probe(*name);
        if (error != 0 && error != ENOENT && error != ECONNREFUSED)
            return fmt::format("cannot connect to {}: {}", endpoint_, std::system_category().message(error));
    }
    if (stranger_)
        return fmt::format(
            "hostfactoryd at {} does not know you; its administrator adds you to the principals "
            "(hostfactoryctl key show, for a connection by key)",
            endpoint_);
    if (strange_)
        return fmt::format("what listens on {} ends the connection; is it hostfactoryd{}?", endpoint_,
                           unix_name(endpoint_) ? ""
                                                : ", does client.server_key in your configuration name its key, "
                                                  "and has it room for one more connection (its log)");
    if (!refused_) return fmt::format("{} doesn't answer; is hostfactoryd running there?", endpoint_);
    return fmt::format("nothing listens on {}; is hostfactoryd running?", endpoint_);
}

}  // namespace hf::zeromq
