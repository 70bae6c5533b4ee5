#include "adapters/zeromq/bound_socket.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <thread>

#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/dead_peers.hpp"
#include "adapters/zeromq/frames.hpp"

namespace hf::zeromq {
namespace {

// ZMQ_ZAP_ENFORCE_DOMAIN, which libzmq 4.3 knows, and its header shows with its drafts alone.
constexpr int zap_enforce_domain = 93;

// The principal's name and how he was recognised, without the fourth line, which tells the members of a group apart
// (Principals). By a name alone, connections that are left of a replaced key would take the places of the new key's
// holder.
std::string_view principal_of(std::string_view credential) {
    auto end = credential.find('\n');
    for (int more = 2; more > 0 && end != std::string_view::npos; --more) end = credential.find('\n', end + 1);
    return credential.substr(0, end);
}

}  // namespace

BoundSocket::BoundSocket(zmq::context_t& context, zmq::socket_type type, const ListenOptions& options,
                         SocketStatistics& statistics)
    : socket_(context, type),
      admission_(options.admission),
      statistics_(statistics),
      count_(statistics),
      bounds_(options.most_connections) {
    const auto* endpoint = &options.endpoint;
    try {
        configure(options);
        monitor_ = std::make_unique<SocketMonitor>(context, socket_, ConnectionCount::events);
        const auto give_up = std::chrono::steady_clock::now() + options.in_use_patience;
        endpoint_ = listen_at(*endpoint, options, give_up);
        if (!options.next) return;
        // A listener of ZeroMQ keeps the key that the socket had when it was bound.
        endpoint = &options.next->endpoint;
        serve_with(socket_, options.next->server_key);
        listen_at(*endpoint, options, give_up);
    } catch (const std::exception& problem) {
        close(std::chrono::milliseconds(0));
        throw std::runtime_error(fmt::format("cannot listen on {}: {}", *endpoint, problem.what()));
    }
}

BoundSocket::~BoundSocket() { close(std::chrono::milliseconds(0)); }

void BoundSocket::configure(const ListenOptions& options) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::backlog, 1024);
    notice_dead_peers(socket_, options.keepalive);
    socket_.set(zmq::sockopt::maxmsgsize, options.max_frame_bytes);
    socket_.set(zmq::sockopt::sndhwm, options.send_queue);
    socket_.set(zmq::sockopt::rcvhwm, options.receive_queue);
    socket_.set(zmq::sockopt::handshake_ivl, static_cast<int>(options.handshake_timeout.count()));
    // With a domain set, ZeroMQ refuses ZMTP 1 and 2, and with them everything that is not ZMTP; without one,
    // "GET / HTTP/1.1" would be a message. ZeroMQ asks the handler of ZAP for sockets with a domain alone.
    socket_.set(zmq::sockopt::zap_domain, options.zap_domain);
    if (options.admission == ListenOptions::Admission::everybody) return;
    // Without this and without a handler everybody would be let in.
    const int enforce = 1;
    if (zmq_setsockopt(socket_.handle(), zap_enforce_domain, &enforce, sizeof enforce) != 0) throw zmq::error_t();
    if (options.server_key) serve_with(socket_, *options.server_key);
}

std::string BoundSocket::listen_at(const std::string& endpoint, const ListenOptions& options,
                                   std::chrono::steady_clock::time_point give_up) {
    // With ipv6 on, an IPv4 address would listen, and be reported, as [::ffff:127.0.0.1].
    const bool ipv6 = endpoint.starts_with("tcp://[") || endpoint.starts_with("tcp://*");
    socket_.set(zmq::sockopt::ipv6, ipv6 ? 1 : 0);
    while (!bind(endpoint, options.socket_mode, std::chrono::steady_clock::now() < give_up))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    auto bound = socket_.get(zmq::sockopt::last_endpoint);
    bounds_.listens_at(bound);
    return bound;
}

bool BoundSocket::bind(const std::string& endpoint, mode_t socket_mode, bool may_try_again) {
    try {
        if (const auto name = unix_name(endpoint)) {
            file_.emplace(*name, socket_mode);
            socket_.set(zmq::sockopt::use_fd, file_->fd());
            socket_.bind(endpoint);
            file_->release();
        } else {
            socket_.bind(endpoint);
        }
    } catch (const EndpointInUse&) {
        if (!may_try_again) throw;
        return false;
    } catch (const zmq::error_t& problem) {
        if (!may_try_again || problem.num() != EADDRINUSE) throw;
        return false;
    }
    return true;
}

void BoundSocket::count_connections() {
    while (const auto event = monitor_->next()) take(*event);
}

void BoundSocket::take(const ConnectionEvent& event) {
    const std::uint64_t failed_before = statistics_.handshake_failures;
    count_.take(event);
    std::string_view fault;
    if (event.what == ZMQ_EVENT_ACCEPTED && !bounds_.accepted(event.value)) {
        statistics_.turned_away.add();
        fault = "is one too many, and ended (limits.connections, limits.connections_of_one)";
    } else if (event.what == ZMQ_EVENT_DISCONNECTED) {
        if (statistics_.handshake_failures > failed_before) fault = "has not come through its handshake";
    }
    if (!fault.empty()) warn(bounds_.address_of(event.value), fault);
    if (event.what == ZMQ_EVENT_DISCONNECTED) bounds_.ended(event.value);
    if (watcher_) watcher_(event);
}

// ZeroMQ shows the words of a peer's handshake beside those of the handler of ZAP, and "User-Id" may be the peer's own
// where no handler was asked.
Sender BoundSocket::sender_of(const zmq::message_t& frame) const {
    auto sender = zeromq::sender_of(frame);
    if (admission_ == ListenOptions::Admission::everybody) sender.credential.clear();
    return sender;
}

void BoundSocket::heard(const zmq::message_t& frame, const Sender& sender) {
    if (sender.credential.empty()) return;
    const int descriptor = zmq_msg_get(frame.handle(), ZMQ_SRCFD);
    const auto principal = principal_of(sender.credential);
    if (descriptor < 0 || !bounds_.is_news(descriptor, principal)) return;
    // ZeroMQ has reported the connection before its message, but the report may still wait, and so may those of its end
    // and of the next connection with the descriptor.
    count_connections();
    if (bounds_.belongs_to(descriptor, std::string(principal))) return;
    statistics_.turned_away.add();
    warn(fmt::format("{} at {}", sender.party(), bounds_.address_of(descriptor)),
         "is one too many of one principal, and ended (limits.connections_of_one)");
}

void BoundSocket::end(int descriptor, const Sender& sender, std::string_view fault) {
    if (!bounds_.end(descriptor, sender.address)) return;
    statistics_.turned_away.add();
    const auto known = sender.credential.empty() ? std::string{} : sender.party() + " at ";
    warn(known + sender.address, fault);
}

void BoundSocket::warn(std::string_view whose, std::string_view fault) {
    if (const auto untold = lines_.next(fault, std::chrono::steady_clock::now()))
        spdlog::warn("{}: a connection of {} {}{}", endpoint_, whose, fault, and_untold(*untold));
}

void BoundSocket::close(std::chrono::milliseconds linger) {
    if (!socket_) return;
    // Remove the file while the socket still listens: afterwards the path may belong to another daemon.
    if (file_) file_->remove();
    if (monitor_) count_connections();
    count_.closed();
    monitor_.reset();
    socket_.set(zmq::sockopt::linger, static_cast<int>(linger.count()));
    socket_.close();
}

}  // namespace hf::zeromq
