#include "adapters/zeromq/request_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace hf {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Kind = RequestFailure::Kind;

RequestSocket::RequestSocket(zmq::context_t& context, std::string endpoint, const Options& options)
    : options_(options), connection_(context, zmq::socket_type::dealer, std::move(endpoint), [](zmq::socket_t& socket) {
          // Nothing is queued for a peer that isn't connected: what is called unsent has not been sent.
          socket.set(zmq::sockopt::immediate, 1);
      }) {}

auto RequestSocket::request(std::string_view message, std::chrono::milliseconds timeout,
                            const std::function<bool(std::string_view)>& is_mine) -> Outcome {
    if (!connection_.hopeful()) connection_.open();
    auto outcome = attempt(message, timeout, is_mine);
    if (!outcome) connection_.close();
    return outcome;
}

auto RequestSocket::attempt(std::string_view message, std::chrono::milliseconds timeout,
                            const std::function<bool(std::string_view)>& is_mine) -> Outcome {
    const auto failure = [](Kind kind, std::string text) {
        return tl::make_unexpected(RequestFailure{kind, std::move(text)});
    };
    const auto start = steady_clock::now();
    auto deadline = start + timeout;

    while (true) {
        if (auto why = connection_.wait(deadline, start + options_.patience))
            return failure(Kind::unreachable, std::move(*why));
        if (zeromq::send(connection_.socket(), {}, zmq::send_flags::sndmore) == zeromq::Sent::yes) break;
        // The socket hasn't heard of the connection yet, or we haven't heard of its end.
        std::array items{zeromq::readable(connection_.connection_events()),
                         zmq::pollitem_t{connection_.socket().handle(), 0, ZMQ_POLLOUT, 0}};
        zeromq::poll(items, deadline);
    }
    const auto endings = connection_.endings();
    zeromq::send(connection_.socket(), message);

    bool lost = false;
    while (true) {
        while (auto reply = next_reply())
            if (is_mine(*reply)) return std::move(*reply);
        if (steady_clock::now() >= deadline) break;

        std::array items{zeromq::readable(connection_.socket()), zeromq::readable(connection_.connection_events())};
        zeromq::poll(std::span(items).first(lost ? 1 : 2), deadline);
        if (!lost && (!connection_.up() || connection_.endings() != endings)) {
            lost = true;
            // ZeroMQ tells of the end before it hands over what came just before it.
            deadline = std::min(deadline, steady_clock::now() + 20ms);
        }
    }
    if (lost)
        return failure(Kind::lost, fmt::format("{} ended the connection before it answered", connection_.endpoint()));
    return failure(Kind::timeout,
                   fmt::format("{} gave no answer within {} ms", connection_.endpoint(), timeout.count()));
}

std::optional<std::string> RequestSocket::next_reply() {
    zmq::message_t delimiter, reply;
    while (zeromq::receive(connection_.socket(), delimiter)) {
        const bool good = delimiter.empty() && delimiter.more() && zeromq::receive(connection_.socket(), reply);
        if (zeromq::skip_rest(connection_.socket(), good ? reply : delimiter) == 0 && good)
            return std::string(zeromq::view(reply));
    }
    return std::nullopt;
}

}  // namespace hf
