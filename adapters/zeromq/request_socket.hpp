// RequestSocket: asks, and waits for the reply. For programs that talk to the daemon.
//
//     zmq::context_t context(1);
//     RequestSocket commands(context, "ipc:///run/hostfactory/command.sock");
//     auto reply = commands.request(message, 5s, [&](std::string_view reply) { return id_of(reply) == id; });
//     if (!reply) fail(reply.error().text);
//
// Connects in the background as soon as it is made, and again when the connection is lost.
// If nobody is there, request() says so at once and not after its timeout. After a
// failure nothing is left to be sent later, or received by the next request.
//
// Used by one thread; any number of them may share a context.
// Errors: values, but std::runtime_error from the constructor for an endpoint that makes no sense.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <zmq.hpp>

#include "adapters/zeromq/client_connection.hpp"

namespace hf {

struct RequestFailure {
    enum class Kind : std::uint8_t {
        unreachable,  // not sent: nothing has happened
        lost,         // the connection ended after it was sent; a command may have been executed
        timeout,      // no reply came; likewise
    };
    Kind kind{};
    std::string text;  // for people, with the endpoint
};

class RequestSocket {
public:
    struct Options {
        // How long a daemon that isn't there is waited for, since it may be restarting.
        std::chrono::milliseconds patience{0};
    };

    RequestSocket(zmq::context_t& context, std::string endpoint) : RequestSocket(context, std::move(endpoint), {}) {}
    RequestSocket(zmq::context_t& context, std::string endpoint, const Options& options);

    // Replies that aren't this request's, as is_mine says, are dropped. After `lost` and `timeout` the same
    // message may be sent again: the daemon executes a command id once.
    [[nodiscard]] tl::expected<std::string, RequestFailure> request(
        std::string_view message, std::chrono::milliseconds timeout,
        const std::function<bool(std::string_view reply)>& is_mine);

private:
    using Outcome = tl::expected<std::string, RequestFailure>;

    Outcome attempt(std::string_view message, std::chrono::milliseconds timeout,
                    const std::function<bool(std::string_view)>& is_mine);
    std::optional<std::string> next_reply();

    Options options_;
    zeromq::ClientConnection connection_;
};

}  // namespace hf
