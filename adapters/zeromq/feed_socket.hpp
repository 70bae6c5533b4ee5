// FeedSocket: receives the feed of events, for programs that follow the daemon.
//
//     FeedSocket feed(context, "ipc:///run/hostfactory/events.sock", {"request.", "$heartbeat"});
//     if (auto why = feed.wait_until_connected(2s)) fail(*why);
//     while (auto message = feed.receive(3s)) use(message->first, message->second);   // topic, payload
//
// A subscription to a topic matches all topics that begin with it; "" matches everything. The
// socket reconnects by itself. It misses messages that were sent before its subscription arrived,
// while the connection was down, or while receive_queue messages were unread; the positions in the
// heartbeats reveal that.
//
// Used by one thread. Errors: the constructor throws std::runtime_error if the endpoint is not valid.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/client_connection.hpp"
#include "core/access/key_pair.hpp"

namespace hf {

class FeedSocket {
public:
    struct Options {
        int receive_queue = 100'000;
        std::optional<ClientKeys> keys{};  // where the daemon lets in known ones alone (CURVE)
    };

    FeedSocket(zmq::context_t& context, std::string endpoint, const std::vector<std::string>& topics)
        : FeedSocket(context, std::move(endpoint), topics, {}) {}
    FeedSocket(zmq::context_t& context, std::string endpoint, const std::vector<std::string>& topics,
               const Options& options);

    // Returns nothing, or why there is no connection. Fails at once if no peer listens.
    [[nodiscard]] std::optional<std::string> wait_until_connected(std::chrono::milliseconds timeout);

    // Returns topic and payload; nothing when the timeout is over.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> receive(std::chrono::milliseconds timeout);

    // Does the same without waiting, for callers that poll several sockets.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> take();

    struct Connections {
        unsigned made = 0;  // number of connections so far
        bool up = false;
    };
    // After a message was taken, this includes the connection that brought it: ZeroMQ reports a new
    // connection before it hands over messages from it.
    [[nodiscard]] Connections connections();
    // Lets ZeroMQ send the subscriptions over a new connection, which it does when the socket is
    // next used in any way. To be called now and then while no message is taken.
    void keep_subscribed();
    [[nodiscard]] zmq::socket_t& messages() { return connection_.socket(); }
    [[nodiscard]] zmq::socket_t& connection_events() { return connection_.connection_events(); }

    // Makes a new connection at once. Messages that were not taken are lost.
    void reopen() { connection_.open(); }

private:
    std::optional<std::pair<std::string, std::string>> next();

    zeromq::ClientConnection connection_;
};

}  // namespace hf
