// FeedSocket: hears the feed of events. For programs that follow the daemon.
//
//     FeedSocket feed(context, "ipc:///run/hostfactory/events.sock", {"request.", "$heartbeat"});
//     if (auto why = feed.wait_until_connected(2s)) fail(*why);
//     while (auto message = feed.receive(3s)) use(message->first, message->second);   // topic, payload
//
// A topic subscribes to all that begin with it; "" is everything. Connects again by itself.
// What was sent before the subscription has arrived, while the connection was down, or
// beyond receive_queue messages unread, is missed; the positions in the heartbeats tell.
//
// Used by one thread. Errors: std::runtime_error from the constructor for an endpoint that makes no sense.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/client_connection.hpp"

namespace hf {

class FeedSocket {
public:
    struct Options {
        int receive_queue = 100'000;
    };

    FeedSocket(zmq::context_t& context, std::string endpoint, const std::vector<std::string>& topics)
        : FeedSocket(context, std::move(endpoint), topics, {}) {}
    FeedSocket(zmq::context_t& context, std::string endpoint, const std::vector<std::string>& topics,
               const Options& options);

    // Nothing, or why it isn't. Fails at once if nobody is there.
    [[nodiscard]] std::optional<std::string> wait_until_connected(std::chrono::milliseconds timeout);

    // Topic and payload; nothing when the timeout is over.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> receive(std::chrono::milliseconds timeout);

    // The same without waiting, for those who poll for more than this.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> take();

    struct Connections {
        unsigned made = 0;  // so many there have been
        bool up = false;
    };
    // Asked for after a message was taken it counts the connection that this has come over: ZeroMQ tells of a new
    // one before it hands over what comes with it.
    [[nodiscard]] Connections connections();
    // Over a new connection ZeroMQ sends the subscriptions when the socket is next used in any way. To be called
    // now and then while nothing is taken.
    void keep_subscribed();
    [[nodiscard]] zmq::socket_t& messages() { return connection_.socket(); }
    [[nodiscard]] zmq::socket_t& connection_events() { return connection_.connection_events(); }

    // Makes a new connection at once. What has not been taken is gone.
    void reopen() { connection_.open(); }

private:
    std::optional<std::pair<std::string, std::string>> next();

    zeromq::ClientConnection connection_;
};

}  // namespace hf
