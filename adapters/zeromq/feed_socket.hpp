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

    // The same without waiting, for those who poll for more than this. After it connections() says how many
    // there have been until the message was sent, or one more: a new one is told of before what comes over it.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> take();
    [[nodiscard]] unsigned connections();
    [[nodiscard]] bool connected() { return connection_.up(); }
    [[nodiscard]] zmq::socket_t& messages() { return connection_.socket(); }
    [[nodiscard]] zmq::socket_t& connection_events() { return connection_.connection_events(); }

    // Makes a new connection at once. What has not been taken is gone.
    void reopen() { connection_.open(); }

private:
    std::optional<std::pair<std::string, std::string>> next();

    zeromq::ClientConnection connection_;
};

}  // namespace hf
