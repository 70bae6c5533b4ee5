#include "adapters/zeromq/socket_monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "adapters/zeromq/frames.hpp"

namespace hf::zeromq {
namespace {

std::string unique_address() {
    static std::atomic<std::uint64_t> last{0};
    return fmt::format("inproc://monitor-{}", ++last);
}

}  // namespace

SocketMonitor::SocketMonitor(zmq::context_t& context, zmq::socket_t& socket, int events)
    : watched_(socket), events_(context, zmq::socket_type::pair) {
    // ZeroMQ's I/O thread would wait when this queue is full, and closing the socket would then
    // wait for ever.
    events_.set(zmq::sockopt::rcvhwm, 0);
    events_.set(zmq::sockopt::linger, 0);
    const auto address = unique_address();
    if (zmq_socket_monitor(watched_.handle(), address.c_str(), events) != 0) throw zmq::error_t();
    try {
        events_.connect(address);
    } catch (...) {
        zmq_socket_monitor(watched_.handle(), nullptr, 0);
        throw;
    }
}

SocketMonitor::~SocketMonitor() { zmq_socket_monitor(watched_.handle(), nullptr, 0); }

std::optional<ConnectionEvent> SocketMonitor::next() {
    zmq::message_t frame;
    if (!receive(events_, frame)) return std::nullopt;
    ConnectionEvent event;
    if (frame.size() == sizeof event.what + sizeof event.value) {
        std::memcpy(&event.what, frame.data(), sizeof event.what);
        std::memcpy(&event.value, frame.data<char>() + sizeof event.what, sizeof event.value);
    }
    skip_rest(events_, frame);  // skips the address
    return event;
}

void ConnectionCount::take(const ConnectionEvent& event) {
    switch (event.what) {
        case ZMQ_EVENT_ACCEPTED:
            statistics_.connections.add();
            ++open_;
            unproven_.push_back({event.value, successes_});
            break;
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
            ++successes_;
            ++ownerless_;
            break;
        case ZMQ_EVENT_DISCONNECTED:
            statistics_.disconnections.add();
            if (open_ > 0) --open_;
            ended(event.value);
            failed_ = false;
            break;
        default:
            if (event.what & handshake_failed) failed_ = true;  // the end of this connection follows next
    }
    if (ownerless_ >= unproven_.size()) {
        unproven_.clear();
        ownerless_ = 0;
    }
}

void ConnectionCount::closed() { statistics_.disconnections.add(std::exchange(open_, 0)); }

void ConnectionCount::ended(int descriptor) {
    const auto found = std::find_if(unproven_.begin(), unproven_.end(),
                                    [&](const Connection& c) { return c.descriptor == descriptor; });
    if (found == unproven_.end()) return;
    const bool certain = failed_ || found->successes_before == successes_;
    unproven_.erase(found);
    if (certain || ownerless_ == 0)
        statistics_.handshake_failures.add();
    else
        --ownerless_;
}

}  // namespace hf::zeromq
