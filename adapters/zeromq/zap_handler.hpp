// ZapHandler: answers libzmq's question whom to let in (ZAP, ZeroMQ RFC 27), for all sockets of a context that ask
// (ListenOptions::admission).
//
//     ZapHandler zap(context, [&](const Knock& knock) -> std::optional<std::string> { return credential_of(knock); });
//
// Made before the first of these sockets is bound, and destroyed after the last one: without it they let nobody in. The
// credential that `admit` returns comes with each message of the connection (Sender), and must not be empty.
//
// `admit` is called on the handler's own thread, where handshakes wait for it; if it throws, nobody is let in. Errors:
// the constructor throws zmq::error_t where the context has another handler.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/wakeup.hpp"

namespace hf::zeromq {

// A peer that wants to come in.
struct Knock {
    std::string address;    // an IP address, or "localhost:<uid>:<gid>:<pid>" at a Unix socket
    std::string mechanism;  // NULL or CURVE
    std::string key;        // of CURVE: the public key, in Z85
    std::string domain;     // of the socket (listen_options.hpp)
};

class ZapHandler {
public:
    using Admit = std::function<std::optional<std::string>(const Knock&)>;

    ZapHandler(zmq::context_t& context, Admit admit);
    ~ZapHandler();
    ZapHandler(const ZapHandler&) = delete;
    ZapHandler& operator=(const ZapHandler&) = delete;

    // What to answer to the frames of a question, without the routing id and the empty frame before them. Pure but for
    // `admit`; public for the tests of hostile questions.
    static std::vector<std::string> reply_to(const std::vector<std::string>& question, const Admit& admit);

private:
    void run();
    bool answer_one();  // false: no question waits

    Admit admit_;
    zmq::socket_t socket_;
    Wakeup wakeup_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace hf::zeromq
