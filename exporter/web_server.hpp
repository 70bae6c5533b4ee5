// WebServer: the exporter over HTTP.
//
//     WebServer server(board, *parse_listen_address("127.0.0.1:9464"));   // listens when it is made
//     log(server.address().text());
//
//     /          the page, /events what it is told (server-sent events; Last-Event-ID goes on)
//     /metrics   Prometheus' text format
//     /healthz   200: this process is up
//     /readyz    200: the figures are those of now; else 503, with the reason
//
// Its memory is bounded: so many threads, so many connections that wait for one, so many open pages;
// a page beyond that is told 503. A page that doesn't read is cut off, and goes on where it was.
//
// Errors: std::runtime_error from the constructor when it can't listen there. Ends when it is
// destroyed, and needs the board to be closed by then, or open pages would keep it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "exporter/board.hpp"
#include "exporter/listen_address.hpp"

namespace httplib {
class Server;
}

namespace hf::exporter {

class WebServer {
public:
    static constexpr std::size_t most_pages = 32;

    WebServer(const Board& board, const ListenAddress& address);
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    // With the port that was found, if any would do.
    [[nodiscard]] const ListenAddress& address() const { return address_; }
    [[nodiscard]] bool running() const { return !ended_; }

private:
    void serve_page();
    void serve_events();
    void serve_metrics();
    void serve_health();

    const Board& board_;
    ListenAddress address_;
    std::unique_ptr<httplib::Server> server_;
    std::atomic<std::size_t> pages_ = 0;
    std::atomic<std::uint64_t> pages_refused_ = 0;
    std::atomic<std::uint64_t> scrapes_ = 0;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

}  // namespace hf::exporter
