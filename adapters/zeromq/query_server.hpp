// QueryServer: answers queries, one after another or on several threads.
//
//     QueryServer server(context, {.listen = {.endpoint = "ipc:///run/hostfactory/query.sock"}},
//                        {.handle = [&](std::string_view message) { return queries.reply_to(message); },
//                         .too_large = …, .malformed = …, .internal = …});
//     …
//     server.stop(500ms);
//
// With one worker it is a REP socket whose thread answers in place, which is fastest while no answer
// takes long. With more it is a ROUTER with one queue, from which the next idle worker takes the
// next message, so that a slow answer delays no other. REQ peers, and DEALER peers that send the
// empty delimiter, see no difference. Messages without the delimiter are answered only with several
// workers: libzmq drops them before a REP socket gets them, and they are not counted. It also drops
// a REP socket's reply to a peer that is gone or does not read, which is counted as replied.
//
// The handler is called on the workers' threads, by several at once if there are several. Every
// message that the socket hands out is answered; if the handler throws, by `internal`. While
// queue_limit messages wait for a worker, no more are received, and the peers wait. stop() and the
// destructor are called by one thread, and not from a hook. The context must outlive the server.
//
// Errors: the constructor throws std::runtime_error with the endpoint and the reason.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <zmq.hpp>

#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/statistics.hpp"

namespace hf {

class QueryServer {
public:
    using Handler = std::function<std::string(std::string_view message)>;

    struct Options {
        ListenOptions listen;
        std::size_t max_message_bytes = std::size_t{1} << 20;
        unsigned workers = 1;
        std::size_t queue_limit = 1000;
    };

    // Make the replies to messages, `handle` for the usual ones and the others for those that it
    // does not get or fails at.
    struct Hooks {
        Handler handle;
        std::function<std::string(std::size_t size)> too_large;
        std::function<std::string(std::string_view why)> malformed;
        std::function<std::string(std::string_view why)> internal;
    };

    QueryServer(zmq::context_t& context, const Options& options, Hooks hooks);
    ~QueryServer();  // like stop(0ms)
    QueryServer(const QueryServer&) = delete;
    QueryServer& operator=(const QueryServer&) = delete;

    // Returns when the received messages are answered. Replies that the peers have not taken after
    // `linger` are lost.
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const std::string& endpoint() const;
    [[nodiscard]] const SocketStatistics& statistics() const;

    class Way;

private:
    std::unique_ptr<Way> way_;
};

}  // namespace hf
