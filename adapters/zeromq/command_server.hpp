// CommandServer: takes messages from any number of peers, and sends the replies as they become
// ready, in any order. It does not look into the messages.
//
//     CommandServer server(context, {.listen = {.endpoint = "ipc:///run/hostfactory/command.sock"}},
//                          {.handle = [&](std::string message, CommandServer::Answer answer) {
//                               pipeline.submit(std::move(message), answer.send, answer.sender);
//                           },
//                           .too_large = …, .malformed = …, .internal = …});
//     …
//     server.stop(500ms);
//
// Peers are REQ or DEALER sockets, DEALER with or without the empty delimiter; a reply has the form
// of its message. Every message is answered: by the Answer given to the handler, or by one of the
// other hooks. A peer that has room.replies of them under way, unread or being made, is answered by
// `busy`, so the reply to a message that was handed on is lost only with its connection. A lost
// reply is counted; its peer may ask again.
//
// A peer that has chosen its own routing id is answered by `named` (ADR 27): libzmq would not hear
// another connection under that id, nor tell anybody.
//
// Hooks are called on the server's own thread: while they run, nothing is received or sent. If the
// handler throws, `internal` makes the reply. An Answer must be called once, by any thread, at any
// time, even after the server is gone; on the server's own thread it sends at once. Messages may be
// handed on until stop() returns; replies given before stop() is called are sent, later ones are
// dropped. stop() and the destructor are called by one thread, and not from a hook. The context must
// outlive the server.
//
// Errors: the constructor throws std::runtime_error with the endpoint and the reason.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <zmq.hpp>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/reply_room.hpp"
#include "adapters/zeromq/statistics.hpp"
#include "core/pacing/line_limit.hpp"

namespace hf {

class CommandServer {
public:
    // Sends the reply to a message, and says who sent that message.
    struct Answer {
        std::function<void(std::string reply)> send;
        Sender sender{};
        bool alone = false;  // no other message waited at the socket when this one was received (tells_alone)

        void operator()(std::string reply) const { send(std::move(reply)); }
    };
    using Handler = std::function<void(std::string message, Answer answer)>;

    struct Options {
        ListenOptions listen;
        std::size_t max_message_bytes = std::size_t{1} << 20;  // a larger message is not handed on
        zeromq::ReplyRoom::Options room{};                     // for the replies to one peer
        bool tells_alone = false;  // looks behind each message, so that its Answer can say `alone`
    };

    // Make the replies to messages, `handle` for the usual ones and the others for those that it
    // does not get or fails at.
    struct Hooks {
        Handler handle;
        std::function<std::string(std::size_t size)> too_large;
        std::function<std::string(std::string_view why)> malformed;
        std::function<std::string(std::string_view why)> internal;
        std::function<std::string(std::string_view message)> busy;
        std::function<std::string(std::string_view message)> named;
    };

    CommandServer(zmq::context_t& context, const Options& options, Hooks hooks);
    ~CommandServer();  // like stop(0ms)
    CommandServer(const CommandServer&) = delete;
    CommandServer& operator=(const CommandServer&) = delete;

    // Hands the waiting replies to ZeroMQ and closes the socket. Replies that the peers have not
    // taken after `linger` are lost.
    void stop(std::chrono::milliseconds linger);

    // Counts and logs a failure of other threads that do the handler's work, and makes the reply.
    [[nodiscard]] std::string reply_to_failure(std::string_view why);
    // Whether the connection reads its replies; by any thread. What is answered meanwhile takes memory.
    [[nodiscard]] bool has_room_for(const std::string& connection) const;
    // Counts and logs a message that they have no room for, and makes the reply; on the server's own thread.
    [[nodiscard]] std::string reply_to_excess(std::string_view message, const Sender& sender);

    [[nodiscard]] const std::string& endpoint() const { return socket_.endpoint(); }
    [[nodiscard]] const SocketStatistics& statistics() const { return statistics_; }

private:
    struct Peer {
        std::string identity;
        bool delimited{};
    };
    using Kept = zeromq::ReplyRoom::Kept;
    struct Held {
        Peer peer;
        std::string reply;
    };
    class Outbox;

    void run();
    bool receive_some();  // true if there may be more
    bool receive_one();
    bool receive_identity(zmq::message_t& identity);
    void log_refusal(std::string_view why, const std::string& address);
    void hand_on(Peer peer, std::string message, Sender sender);
    bool send_replies();
    void send_held(std::size_t most);
    void answered(const Peer& peer, std::string reply);  // what was handed on
    void send(const Peer& peer, std::string reply);
    zeromq::Sent try_to_send(const Peer& peer, std::string_view reply);

    Options options_;
    Hooks hooks_;
    SocketStatistics statistics_;
    zeromq::BoundSocket socket_;
    std::shared_ptr<Outbox> outbox_;
    zeromq::ReplyRoom room_;
    std::chrono::milliseconds next_attempt_after_{1};
    std::deque<Held> held_;  // replies that say `busy`, the earliest first
    zeromq::Deadline next_held_{};
    LineLimit lines_;
    std::optional<zmq::message_t> next_;  // the first frame of a message that was looked for behind another
    std::chrono::milliseconds linger_{0};
    std::thread thread_;
};

}  // namespace hf
