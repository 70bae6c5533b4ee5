#include "adapters/zeromq/feed_socket.hpp"

#include <array>

#include "adapters/zeromq/curve.hpp"

namespace hf {

using std::chrono::steady_clock;

FeedSocket::FeedSocket(zmq::context_t& context, std::string endpoint, const std::vector<std::string>& topics,
                       const Options& options)
    : connection_(context, zmq::socket_type::sub, std::move(endpoint), [topics, options](zmq::socket_t& socket) {
          if (options.keys) zeromq::connect_with(socket, *options.keys);
          socket.set(zmq::sockopt::rcvhwm, options.receive_queue);
          for (const auto& topic : topics) socket.set(zmq::sockopt::subscribe, topic);
      }) {}

std::optional<std::string> FeedSocket::wait_until_connected(std::chrono::milliseconds timeout) {
    const auto now = steady_clock::now();
    if (!connection_.hopeful()) connection_.open();
    return connection_.wait(now + timeout, now);
}

std::optional<std::pair<std::string, std::string>> FeedSocket::receive(std::chrono::milliseconds timeout) {
    const auto deadline = steady_clock::now() + timeout;
    while (true) {
        if (auto message = next()) return message;
        if (steady_clock::now() >= deadline) return std::nullopt;
        std::array items{zeromq::readable(connection_.socket()), zeromq::readable(connection_.connection_events())};
        zeromq::poll(items, deadline);
        static_cast<void>(connection_.up());
    }
}

std::optional<std::pair<std::string, std::string>> FeedSocket::take() { return next(); }

FeedSocket::Connections FeedSocket::connections() {
    const bool up = connection_.up();
    return {connection_.beginnings(), up};
}

void FeedSocket::keep_subscribed() { static_cast<void>(zeromq::ready_for(connection_.socket())); }

std::optional<std::pair<std::string, std::string>> FeedSocket::next() {
    zmq::message_t topic, payload;
    while (zeromq::receive(connection_.socket(), topic)) {
        const bool good = topic.more() && zeromq::receive(connection_.socket(), payload);
        if (zeromq::skip_rest(connection_.socket(), good ? payload : topic) == 0 && good)
            return std::pair(std::string(zeromq::view(topic)), std::string(zeromq::view(payload)));
    }
    return std::nullopt;
}

}  // namespace hf
