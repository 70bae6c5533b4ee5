// LocalServer: an HTTP server on a free port of this host, which answers as a test says.
//
//     LocalServer server([](const ServedRequest& request) { return ServedReply{200, "hello"}; });
//     http.send({.url = server.url() + "/greeting"});
//     EXPECT_EQ(server.requests().at(0).path, "/greeting");
//
// Each connection has a thread that calls the function; without a reply the connection is closed.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/threads/mutex.hpp"

namespace hf::aws::testing {

struct ServedRequest {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    // A parameter of a form, decoded; empty if there is none.
    [[nodiscard]] std::string parameter(const std::string& name) const;
};

struct ServedReply {
    int status = 200;
    std::string body = {};
    std::string type = "text/xml";
    std::optional<std::size_t> cut_after = {};  // the connection ends after this many bytes of the body
    std::string request_id = "r-0";             // of AWS; empty: the header is missing, as in anybody else's answers
    std::string date = {};                      // of the server's clock
};

class LocalServer {
public:
    using Answer = std::function<std::optional<ServedReply>(const ServedRequest&)>;

    explicit LocalServer(Answer answer);
    ~LocalServer();
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;

    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::vector<ServedRequest> requests() const;
    // The number of requests with this `Action`.
    [[nodiscard]] std::size_t calls_of(const std::string& action) const;
    [[nodiscard]] int connections() const { return connections_; }

private:
    void accept();
    void serve(int connection);

    const Answer answer_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable Mutex mutex_;
    std::vector<ServedRequest> requests_ GUARDED_BY(mutex_);
    std::vector<int> open_ GUARDED_BY(mutex_);
    std::vector<std::thread> serving_ GUARDED_BY(mutex_);
    std::thread accepting_;
};

}  // namespace hf::aws::testing
