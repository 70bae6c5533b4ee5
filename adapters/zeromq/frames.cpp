#include "adapters/zeromq/frames.hpp"

#include <algorithm>
#include <cerrno>

namespace hf::zeromq {

bool receive(zmq::socket_t& socket, zmq::message_t& frame) {
    while (true) {
        if (zmq_msg_recv(frame.handle(), socket.handle(), ZMQ_DONTWAIT) >= 0) return true;
        if (zmq_errno() == EAGAIN) return false;
        if (zmq_errno() != EINTR) throw zmq::error_t();
    }
}

std::size_t skip_rest(zmq::socket_t& socket, const zmq::message_t& last) {
    std::size_t skipped = 0;
    zmq::message_t frame;
    for (bool more = last.more(); more && receive(socket, frame); more = frame.more()) ++skipped;
    return skipped;
}

Sent send(zmq::socket_t& socket, std::string_view bytes, zmq::send_flags flags) {
    const int how = static_cast<int>(flags) | ZMQ_DONTWAIT;
    while (true) {
        if (zmq_send(socket.handle(), bytes.data(), bytes.size(), how) >= 0) return Sent::yes;
        switch (zmq_errno()) {
            case EINTR: continue;
            case EAGAIN: return Sent::full;
            case EHOSTUNREACH: return Sent::gone;
            default: throw zmq::error_t();
        }
    }
}

void connect(zmq::socket_t& socket, const std::string& endpoint) {
    while (zmq_connect(socket.handle(), endpoint.c_str()) != 0)
        if (zmq_errno() != EINTR) throw zmq::error_t();
}

int ready_for(zmq::socket_t& socket) {
    int events = 0;
    auto size = sizeof events;
    while (zmq_getsockopt(socket.handle(), ZMQ_EVENTS, &events, &size) != 0)
        if (zmq_errno() != EINTR) throw zmq::error_t();
    return events;
}

int milliseconds_until(Deadline deadline) {
    using namespace std::chrono;
    const auto left = ceil<milliseconds>(deadline - steady_clock::now()).count();
    return static_cast<int>(std::clamp<long>(left, 0, 3'600'000));
}

void poll(std::span<zmq::pollitem_t> items, std::optional<Deadline> deadline) {
    while (true) {
        const long wait = deadline ? milliseconds_until(*deadline) : -1;
        const int ready = zmq_poll(items.data(), static_cast<int>(items.size()), wait);
        if (ready > 0 || (ready == 0 && deadline && std::chrono::steady_clock::now() >= *deadline)) return;
        if (ready < 0 && zmq_errno() != EINTR) throw zmq::error_t();
    }
}

}  // namespace hf::zeromq
