#include "exporter/web_server.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "exporter/metric_list.hpp"
#include "exporter/metrics.hpp"
#include "exporter/page_files.hpp"
#include "exporter/page_stream.hpp"
#include "exporter/process_metrics.hpp"
#include "exporter/tls_server.hpp"
#include "exporter/workers.hpp"

namespace hf::exporter {
namespace {

using httplib::Request;
using httplib::Response;

// However many pages are open, this many threads are left for all other requests.
constexpr std::size_t other_threads = 8;
constexpr std::size_t longest_queue = 64;
// Clients have no reason to send a body.
constexpr std::size_t longest_body = 4096;
constexpr std::time_t socket_timeout_s = 5;

constexpr auto plain_text = "text/plain; charset=utf-8";
constexpr auto prometheus_text = "text/plain; version=0.0.4; charset=utf-8";

// The page consists of its own files only.
httplib::Headers headers_of_all() {
    return {{"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Cache-Control", "no-cache"}};
}

void unavailable(Response& response, const std::string& why) {
    response.status = 503;
    response.set_header("Retry-After", "5");
    response.set_content(why + "\n", plain_text);
}

// The page asks for the token by itself. Probes, which have no secrets, may ask whether this process runs.
bool is_for_everybody(std::string_view path) {
    return path == "/healthz" ||
           std::ranges::any_of(page_files(), [&](const PageFile& file) { return file.path == path; });
}

std::string why_not_ready(const BoardStatus& standing) {
    if (!standing.up) return "hostfactoryd does not answer";
    if (standing.behind > 0) return fmt::format("{} events behind", standing.behind);
    return "the events are not yet complete";
}

// A seat among the open pages, which a connection keeps until it ends.
class Place {
public:
    explicit Place(std::atomic<std::size_t>& taken) : taken_(taken) {
        auto before = taken.load();
        while (before < WebServer::most_pages && !taken.compare_exchange_weak(before, before + 1)) continue;
        got_ = before < WebServer::most_pages;
    }
    ~Place() {
        if (got_) --taken_;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] bool got() const { return got_; }

private:
    std::atomic<std::size_t>& taken_;
    bool got_ = false;
};

}  // namespace

WebServer::WebServer(const Board& board, const ListenAddress& address, const Credentials& credentials)
    : board_(board), credentials_(credentials), address_(address), server_(make_server(credentials)) {
    server_->new_task_queue = [] { return new Workers(most_pages + other_threads, longest_queue); };
    server_->set_default_headers(headers_of_all());
    server_->set_payload_max_length(longest_body);
    server_->set_read_timeout(socket_timeout_s);
    server_->set_write_timeout(socket_timeout_s);
    // A kept connection would occupy a thread while it waits for its next request.
    server_->set_keep_alive_max_count(1);
    server_->set_tcp_nodelay(true);
    // Without this option two processes at one port could share its connections, each seeing some of them.
    server_->set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server_->set_pre_routing_handler([this](const Request& request, Response& response) {
        return refuse(request, response) ? httplib::Server::HandlerResponse::Handled
                                         : httplib::Server::HandlerResponse::Unhandled;
    });
    serve_page();
    serve_events();
    serve_metrics();
    serve_health();
    const bool bound = address_.port == 0 ? (address_.port = server_->bind_to_any_port(address_.host)) > 0
                                          : server_->bind_to_port(address_.host, address_.port);
    if (!bound) throw std::runtime_error(fmt::format("can't listen at {}", address.text()));
    thread_ = std::thread([this] {
        server_->listen_after_bind();
        ended_ = true;
    });
}

WebServer::~WebServer() {
    // The server cannot be stopped before it runs.
    while (!server_->is_running() && !ended_) std::this_thread::yield();
    server_->stop();
    thread_.join();
}

bool WebServer::refuse(const Request& request, Response& response) {
    // A request for many ranges of one file could make an answer of any size.
    if (request.has_header("Range")) {
        response.status = 416;
        return true;
    }
    const auto authorization = request.get_header_value("Authorization");
    if (is_for_everybody(request.path) || credentials_.admit(authorization)) return false;
    const auto line = refusals_.take(request.remote_addr, !authorization.empty(), std::chrono::steady_clock::now());
    if (line) spdlog::warn("{}", *line);
    response.status = 401;
    response.set_header("WWW-Authenticate", "Bearer");
    response.set_content("the token is missing or wrong: say Authorization: Bearer TOKEN\n", plain_text);
    return true;
}

void WebServer::serve_page() {
    for (const auto& file : page_files())
        server_->Get(std::string(file.path), [&file](const Request&, Response& response) {
            response.set_content(file.content.data(), file.content.size(), std::string(file.content_type));
        });
}

void WebServer::serve_events() {
    server_->Get("/events", [this](const Request& request, Response& response) {
        auto place = std::make_shared<Place>(pages_);
        if (!place->got()) {
            ++pages_refused_;
            return unavailable(response, fmt::format("{} pages are open already", most_pages));
        }
        auto stream = std::make_shared<PageStream>(board_, request.get_header_value("Last-Event-ID"));
        response.set_chunked_content_provider(
            "text/event-stream",
            [this, place, stream, connection = request.ssl, authorization = request.get_header_value("Authorization")](
                std::size_t, httplib::DataSink& sink) {
                auto piece = stream->next();
                // An open page ends as well when its token is taken away.
                if (!credentials_.admit(authorization)) piece.reset();
                if (!piece) sink.done();
                // Stop for a peer that is gone, or that has not read for a while.
                if (!piece || !sink.is_writable() || has_left(connection)) return false;
                return piece->empty() || sink.write(piece->data(), piece->size());
            });
    });
}

void WebServer::serve_metrics() {
    server_->Get("/metrics", [this](const Request&, Response& response) {
        auto metrics = board_.look([](const Knowledge& known) { return metrics_of(known); });
        MetricList own;
        own.counter("hostfactory_exporter_scrapes_total", "Times that these figures were asked for.").add(++scrapes_);
        own.gauge("hostfactory_exporter_open_pages", "Live pages that are open.").add(pages_.load());
        own.counter("hostfactory_exporter_refused_pages_total",
                    "Live pages that were refused since too many were open.")
            .add(pages_refused_.load());
        own.counter("hostfactory_exporter_refused_requests_total",
                    "Requests that were refused since their token was missing or wrong.")
            .add(refusals_.count());
        for (auto& family : own.take()) metrics.push_back(std::move(family));
        for (auto& family : process_metrics()) metrics.push_back(std::move(family));
        response.set_content(as_text(metrics), prometheus_text);
    });
}

void WebServer::serve_health() {
    server_->Get("/healthz", [](const Request&, Response& response) { response.set_content("up\n", plain_text); });
    server_->Get("/readyz", [this](const Request&, Response& response) {
        const auto standing = board_.look([](const Knowledge& known) { return known.standing; });
        if (!standing.ready) return unavailable(response, why_not_ready(standing));
        response.set_content("ready\n", plain_text);
    });
}

}  // namespace hf::exporter
