// HttpClient: HTTP requests over a pool of connections that are kept open.
//
//     HttpClient http({.ca_file = ""});
//     const auto answer = http.send({.method = "POST", .url = "https://ec2.eu-west-1.amazonaws.com/", .body = form});
//     if (!answer) …  // no complete answer came; answer.error() says why
//
// Certificates are verified. The connection, the whole request and the size of an answer are
// limited. A response of any status counts as an answer. Redirects are not followed. Thread-safe; a
// call blocks its thread for at most its timeout, and for some seconds once leaving() has begun. Never throws. Tests
// derive clients that answer without a network.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "adapters/providers/aws/http/leaving.hpp"

namespace hf::aws {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string url = {};
    HttpHeaders headers = {};
    std::string body = {};
    std::chrono::milliseconds timeout{30'000};
    bool direct = false;  // bypasses any proxy, for services of this host and its link
    // Uses a new connection: on a kept one, libcurl would by itself repeat a request that was lost.
    bool once = false;
};

struct HttpResponse {
    int status{};
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::string body;
};

struct HttpFailure {
    std::string message;
    bool sent = true;  // the other side may have received the request
};

using HttpResult = tl::expected<HttpResponse, HttpFailure>;

struct HttpSettings {
    std::string ca_file = {};  // empty: the system's file
    std::chrono::milliseconds connect_timeout{5'000};
    std::size_t response_bytes = std::size_t{16} << 20;
};

class HttpClient {
public:
    explicit HttpClient(HttpSettings settings);
    virtual ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] virtual HttpResult send(const HttpRequest& request);

    // For all who wait between requests, too.
    [[nodiscard]] Leaving& leaving() { return leaving_; }

private:
    class Connections;
    const HttpSettings settings_;
    const std::unique_ptr<Connections> connections_;
    Leaving leaving_;
};

}  // namespace hf::aws
