// QueryServer: answers questions, one after another or on several threads.
//
//     QueryServer server(context, {.listen = {.endpoint = "ipc:///run/hostfactory/query.sock"}},
//                        {.handle = [&](std::string_view message) { return queries.answer(message); },
//                         .too_large = …, .malformed = …, .internal = …});
//     …
//     server.stop(500ms);
//
// One worker: a REP socket whose thread answers in place, which is the fastest while no
// answer takes long. More: a ROUTER, one queue, and the next worker that is idle takes
// the next message, so that a slow answer holds up no other. REQ and DEALER peers with
// the empty delimiter can't tell. Without the delimiter only several workers answer: libzmq
// drops such a message before a REP gets it, and no counter knows of it. It also drops a
// REP's reply to a peer that is gone or doesn't read, which is counted as replied.
//
// The handler is called on the workers' threads, by several at once if there are several.
// Every message that the socket hands out is answered, if the handler throws by `internal`.
// While queue_limit messages wait for a worker no more are received, and the peers wait.
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

    // The functions that make replies to what the handler doesn't get, or throws at.
    struct Hooks {
        Handler handle;
        std::function<std::string(std::size_t size)> too_large;
        std::function<std::string(std::string_view why)> malformed;
        std::function<std::string(std::string_view why)> internal;
    };

    QueryServer(zmq::context_t& context, const Options& options, Hooks hooks);
    ~QueryServer();  // stop(0ms)
    QueryServer(const QueryServer&) = delete;
    QueryServer& operator=(const QueryServer&) = delete;

    // Ends when the messages that were received are answered. What the peers haven't taken
    // after `linger` is lost.
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const std::string& endpoint() const;
    [[nodiscard]] const SocketStatistics& statistics() const;

    class Way;

private:
    std::unique_ptr<Way> way_;
};

}  // namespace hf
