// WebServer: serves the exporter over HTTP, or over HTTPS where the credentials have a certificate.
//
//     WebServer server(board, *parse_listen_address("127.0.0.1:9464"), credentials);   // listens from now on
//     log(server.address().text());
//
// It serves:
//     /          the page; /events sends it server-sent events, and Last-Event-ID resumes
//     /metrics   Prometheus' text format
//     /healthz   200: this process runs
//     /readyz    200: the figures are current; otherwise 503 with the reason
//
// Where there is a token, requests without it get 401; the page's own files and /healthz are for everybody.
//
// Memory is bounded by the numbers of threads, of connections that wait for one, and of open pages;
// further pages get 503. A page that does not read is disconnected, and resumes where it was.
//
// Errors: the constructor throws std::runtime_error if it cannot listen there. The destructor ends
// the server; the board must be closed by then, or open pages would delay it. Board and credentials
// must outlive it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "exporter/board.hpp"
#include "exporter/credentials.hpp"
#include "exporter/refusal_log.hpp"
#include "site/listen_address.hpp"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace hf::exporter {

class WebServer {
public:
    static constexpr std::size_t most_pages = 32;

    WebServer(const Board& board, const ListenAddress& address, const Credentials& credentials);
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    // The address with the port that was chosen if any would do.
    [[nodiscard]] const ListenAddress& address() const { return address_; }
    [[nodiscard]] bool running() const { return !ended_; }

private:
    // Answers a request that must not be served; false: it may be.
    bool refuse(const httplib::Request& request, httplib::Response& response);
    void serve_page();
    void serve_events();
    void serve_metrics();
    void serve_health();

    const Board& board_;
    const Credentials& credentials_;
    ListenAddress address_;
    std::unique_ptr<httplib::Server> server_;
    std::atomic<std::size_t> pages_ = 0;
    std::atomic<std::uint64_t> pages_refused_ = 0;
    std::atomic<std::uint64_t> scrapes_ = 0;
    RefusalLog refusals_;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

}  // namespace hf::exporter
