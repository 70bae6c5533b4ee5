// QueryServer: answers queries, one after another or on several threads.
//
//     QueryServer server(
//         context, {.listen = {.endpoint = "ipc:///run/hostfactory/query.sock"}},
//         {.handle = [&](std::string_view message, const Sender& sender) { return queries.reply_to(message, sender); },
//          .too_large = too_large,
//          .malformed = malformed,
//          .internal = internal,
//          .busy = busy,
//          .named = named});
//     use(server.endpoint());
//     server.stop(500ms);
//
// It is a ROUTER. With one worker the socket's thread answers in place, which is fastest. The worker answers those
// whose answers have been much work lately (SlowParties), so that they cost nobody else. With more, idle workers take
// the messages in turn of their senders (FairQueue), and one worker more than a sender may occupy is there for the
// others. REQ and DEALER peers, with or without the empty delimiter, see no difference.
//
// The handler is called by several threads at once. Every message is answered as by a CommandServer; if the handler
// throws, by `internal`; and by `busy` where too many of its sender wait. stop() and the destructor are called by one
// thread, and not from a hook. The context must outlive the server.
//
// Errors: the constructor throws std::runtime_error with the endpoint and the reason.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/slow_parties.hpp"
#include "core/pacing/fair_queue.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class QueryServer {
public:
    using Handler = std::function<std::string(std::string_view message, const Sender& sender)>;

    struct Options {
        ListenOptions listen;
        std::size_t max_message_bytes = std::size_t{1} << 20;
        unsigned workers = 1;
        std::size_t queue_limit = 4'000;         // messages that wait or are being answered
        std::size_t queue_limit_of_one = 1'000;  // of one principal or connection
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

    QueryServer(zmq::context_t& context, const Options& options, Hooks hooks);
    ~QueryServer();  // like stop(0ms)
    QueryServer(const QueryServer&) = delete;
    QueryServer& operator=(const QueryServer&) = delete;

    // Returns when the received messages are answered. Replies that the peers have not taken after
    // `linger` are lost.
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const std::string& endpoint() const { return server_.endpoint(); }
    [[nodiscard]] const SocketStatistics& statistics() const { return server_.statistics(); }

private:
    struct Question {
        std::string message;
        CommandServer::Answer answer;
    };

    void take(Question question);
    void answer_in_place(const Question& question);
    void run();
    std::string reply_to(const std::string& message, const Sender& sender);

    Handler handle_;
    std::function<std::string(std::string_view message)> busy_;
    bool in_place_;
    Mutex mutex_;
    Condition filled_;
    zeromq::SlowParties slow_ GUARDED_BY(mutex_);
    FairQueue<Question> queue_ GUARDED_BY(mutex_);
    std::deque<Question> ready_ GUARDED_BY(mutex_);  // whose turn it is, for workers
    bool stopping_ GUARDED_BY(mutex_) = false;
    CommandServer server_;
    std::vector<std::thread> workers_;
};

}  // namespace hf
