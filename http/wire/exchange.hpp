// An exchange of HTTP: a request, the response to it, and who answers.
//
//     class Greeter final : public Handler {
//         std::optional<Response> refuse(const Request&) override { return std::nullopt; }
//         void handle(Request request, Respond respond) override { respond({.body = "hello"}); }
//     };
//
// Plain values. Who calls a Handler, and from which thread, is said by the server.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/wire/body_source.hpp"
#include "http/wire/headers.hpp"

namespace hf::http {

struct Request {
    std::string method;  // as it came: GET
    std::string path;    // as it came, without the query: /api/v1/requests/req-1
    std::string query;   // as it came, without the question mark
    Headers headers;
    std::string body;
    std::string peer;       // for people: 127.0.0.1:4711, or uid 1000
    bool from_net = false;  // by TCP, so that a browser's page may be behind it
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
    // Looks at a request whose body has not been read yet. A refusal ends the request, and nothing of its body is read.
    virtual std::optional<Response> refuse(const Request& request) = 0;
    // Answers a request by calling `respond` once, at once or later, from any thread.
    virtual void handle(Request request, Respond respond) = 0;
};

}  // namespace hf::http
