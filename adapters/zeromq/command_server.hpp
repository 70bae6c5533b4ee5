// CommandServer: takes messages from any number of peers and sends the replies when
// they come, in whatever order. It knows nothing of what is in them.
//
//     CommandServer server(context, {.listen = {.endpoint = "ipc:///run/hostfactory/command.sock"}},
//                          {.handle = [&](std::string message, CommandServer::Answer answer) {
//                               bus.handle(std::move(message), std::move(answer));
//                           },
//                           .too_large = …, .malformed = …, .internal = …});
//     …
//     server.stop(500ms);
//
// REQ and DEALER peers, the latter with or without the empty delimiter; the reply has
// the form of the message. Every message is answered: by the Answer given to the
// handler, or by one of the other hooks. A reply whose peer is gone, or has
// send_queue replies that it doesn't read, is dropped and counted: a peer that wants it
// asks again.
//
// Hooks are called on the server's own thread and must not block: while they do, nothing
// is received or sent; what the handler throws is answered by `internal`. An Answer may be
// called once, by any thread, at any time, even when the server is gone. Until stop()
// returns messages may be handed on; replies given before it are sent, later ones dropped.
// stop() and the destructor by one thread, and not from a hook. The context must outlive
// the server.
//
// Errors: std::runtime_error from the constructor, with the endpoint and the reason.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <zmq.hpp>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/statistics.hpp"

namespace hf {

class CommandServer {
public:
    // How a message is answered, and who sent it.
    struct Answer {
        std::function<void(std::string reply)> send;
        // As ZeroMQ knows it: an IP address, or "localhost:<uid>:<gid>:<pid>" at a Unix socket. May be empty.
        std::string sender{};

        void operator()(std::string reply) const { send(std::move(reply)); }
    };
    using Handler = std::function<void(std::string message, Answer answer)>;

    struct Options {
        ListenOptions listen;
        std::size_t max_message_bytes = std::size_t{1} << 20;  // a larger one isn't handed on
        // Nothing is received while this many messages wait for their answers; 0: no limit.
        // Each Answer must then be used: the count is of those that weren't.
        std::size_t max_unanswered = 0;
    };

    // The functions that make replies to what the handler doesn't get, or throws at.
    struct Hooks {
        Handler handle;
        std::function<std::string(std::size_t size)> too_large;
        std::function<std::string(std::string_view why)> malformed;
        std::function<std::string(std::string_view why)> internal;
    };

    CommandServer(zmq::context_t& context, const Options& options, Hooks hooks);
    ~CommandServer();  // stop(0ms)
    CommandServer(const CommandServer&) = delete;
    CommandServer& operator=(const CommandServer&) = delete;

    // Gives ZeroMQ the replies that are there, and closes the socket. What the peers haven't
    // taken after `linger` is lost.
    void stop(std::chrono::milliseconds linger);

    // For a handler whose work is done by other threads, when that throws: counts and logs it, and makes the reply.
    [[nodiscard]] std::string reply_to_failure(std::string_view why);

    [[nodiscard]] const std::string& endpoint() const { return socket_.endpoint(); }
    [[nodiscard]] const SocketStatistics& statistics() const { return statistics_; }

private:
    struct Peer {
        std::string identity;
        bool delimited{};
    };
    class Outbox;

    void run();
    bool may_receive() const;
    bool receive_one();
    void hand_on(Peer peer, std::string message, std::string sender);
    bool send_replies();
    void send(const Peer& peer, std::string_view reply);

    Options options_;
    Hooks hooks_;
    SocketStatistics statistics_;
    zeromq::BoundSocket socket_;
    std::shared_ptr<Outbox> outbox_;
    std::size_t unanswered_ = 0;
    std::chrono::milliseconds linger_{0};
    std::thread thread_;
};

}  // namespace hf
