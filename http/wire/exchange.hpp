// An exchange of HTTP: a request, the response to it, and who answers.
//
//     class Greeter final : public Handler {
//         std::optional<Response> refuse(Request&) override { return std::nullopt; }
//         void handle(Request request, Respond respond) override { respond({.body = "hello"}); }
//     };
//
// Plain values. Who calls a Handler, and from which thread, is said by the server.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/wire/body_source.hpp"
#include "http/wire/headers.hpp"

namespace hf {
class ClientCertificate;
}

namespace hf::http {

// What the connection itself shows of its peer, whatever a request says.
struct PeerProof {
    std::optional<std::uint32_t> uid{};                      // at a Unix socket, by the kernel
    std::shared_ptr<const ClientCertificate> certificate{};  // that was shown and verified in the handshake of TLS
};

// Caller: who asks, by the credentials of a request. What serves a caller for long, as a stream of events does, asks
// still_good() from time to time, and ends when that says no.
struct Caller {
    std::string principal;
    std::optional<std::chrono::system_clock::time_point> until{};  // the end of the credentials, if they have one
    // Whether the same credentials would let the caller in now, also after a reload. Any thread may call it.
    std::function<bool()> still_good{};
};

struct Request {
    std::string method;  // as it came: GET
    std::string path;    // as it came, without the query: /api/v1/requests/req-1
    std::string query;   // as it came, without the question mark
    Headers headers;
    std::string body;
    std::string peer;       // for people: 127.0.0.1:4711, or uid 1000
    bool from_net = false;  // by TCP, so that a browser's page may be behind it
    PeerProof proof{};
    std::optional<Caller> caller{};  // none: the gateway asks nobody who he is, and asks the daemon in its own name
};

struct Response {
    unsigned status = 200;
    Headers headers{};
    std::string body{};
    // In place of a body; its connection ends with it. HEAD is answered without it, and it is never begun.
    std::shared_ptr<BodySource> source{};
    std::shared_ptr<const void> held{};  // let go once the response is written, as what counts its bytes
};

using Respond = std::function<void(Response)>;

class Handler {
public:
    virtual ~Handler() = default;
    // Looks at a request whose body has not been read yet, and may say who its caller is. A refusal ends the request,
    // and nothing of its body is read.
    virtual std::optional<Response> refuse(Request& request) = 0;
    // Answers a request by calling `respond` once, at once or later, from any thread.
    virtual void handle(Request request, Respond respond) = 0;
};

}  // namespace hf::http
