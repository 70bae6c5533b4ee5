// Server: HTTP/1.1 at any number of sockets, by one thread with an event loop, so that a connection costs memory and no
// thread (ADR 52).
//
//     Server server(std::move(listeners), ServerLimits{}, &access_log);
//     server.start(handler);
//     while (server.running()) wait_for_a_signal();
//     server.drain(10s);      // no new requests; those under way are answered
//
// What is bounded is bounded while it is read: header, body, connections, and the time for each (server_limits.hpp).
// Requests of one connection are answered one after another. The handler is called by the server's thread and must not
// keep it; it may respond from any thread, also after drain(), where nobody hears it any more.
//
// Every answer has what keeps browsers from taking it for anything else: no sniffing, no scripts, no frames, no caches.
//
// Used by one thread but for speak_tls(). Listeners, log and handler must outlive the running server; the server must
// outlive all responds.
// Errors: the constructor throws std::system_error. A loop that fails is logged and ends; running() is false then.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "adapters/tls/certificate.hpp"
#include "http/server/access_log.hpp"
#include "http/server/listener.hpp"
#include "http/server/server_limits.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

class Server {
public:
    // `log` may be null.
    Server(std::vector<Listener> listeners, const ServerLimits& limits, AccessLog* log);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start(Handler& handler);
    [[nodiscard]] bool running() const;
    // Ends the server: at once what is idle, and what is under way when it is answered or the time is over. `begun` is
    // called by the server's thread once each further answer ends its connection.
    void drain(
        std::chrono::milliseconds longest, const std::function<void()>& begun = [] {});

    [[nodiscard]] const std::vector<Listener>& listeners() const;
    [[nodiscard]] std::size_t connections() const;
    [[nodiscard]] std::uint64_t failed_handshakes() const;

    // Speaks TLS with every TCP connection from now on; those that are there keep what they have. Any thread may call
    // it, before start() or later. Unix sockets stay without.
    void speak_tls(Certificate context);

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace hf::http
