#include "http/server/connection.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <ctime>
#include <stdexcept>

#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

// What a peer that was refused may still send before its connection is cut.
constexpr std::size_t most_dropped = 256 * 1024;
constexpr std::chrono::seconds longest_goodbye{2};
// A long answer has more time, in proportion to its length.
constexpr std::size_t slowest_reader_per_s = 64 * 1024;
constexpr unsigned http_1_0 = 10;

std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[64] = {};
    // The program sets no locale, so the names are English.
    const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return {text, size};
}

void add_headers_of_all(Headers& headers) {
    headers.set("Date", date_now());
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    // no-transform: a proxy that compresses would weaken ETags, which then match no more.
    if (!headers.find("Cache-Control")) headers.set("Cache-Control", "no-store, no-transform");
}

std::string head_of(const Response& response, bool keep) {
    const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(response.status));
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + reason.to_string() + "\r\n";
    for (const auto& field : response.headers.all()) head += field.name + ": " + field.value + "\r\n";
    return head + (keep ? "" : "Connection: close\r\n") + "\r\n";
}

bool has_no_body(unsigned status) { return status == 204 || status == 304; }

// A control character would break the log's line and our own headers; Beast admits none in values, but for tabs.
Headers headers_of(const beast::http::fields& fields) {
    Headers headers;
    for (const auto& field : fields) headers.add(field.name_string().to_string(), field.value().to_string());
    return headers;
}

Response refusal_of(const beast::error_code& failure) {
    using beast::http::error;
    if (failure == error::header_limit || failure == error::buffer_overflow)
        return problem_of(Refusal::header_too_large, "line and header of the request are too large");
    if (failure == error::body_limit)
        return problem_of(Refusal::body_too_large, "the body of the request is too large");
    if (failure == beast::error::timeout) return problem_of(Refusal::request_timeout, "the request took too long");
    return problem_of(Refusal::bad_request, "the bytes are no request of HTTP/1.1: " + failure.message());
}

}  // namespace

Connection::Connection(Connections& all, std::uint64_t number, Stream::socket_type socket, PeerOfSocket peer,
                       const Certificate& context)
    : all_(all),
      number_(number),
      stream_(std::move(socket), context),
      peer_(std::move(peer.name)),
      from_net_(peer.from_net),
      proof_{.uid = peer.uid},
      buffer_(all.limits().header_bytes + 64 * 1024) {}

void Connection::begin() {
    if (stream_.has_tls()) return shake_hands();
    stream_.expires_after(all_.limits().header_time);
    await_request();
}

void Connection::shake_hands() {
    stream_.expires_after(all_.limits().handshake_time);
    stream_.async_handshake([self = shared_from_this()](const Failure& failure) {
        if (failure) return self->end_handshake(failure);
        self->proof_.certificate = self->stream_.certificate();
        self->stream_.expires_after(self->all_.limits().header_time);
        self->await_request();
    });
}

void Connection::end_handshake(const Failure& failure) {
    if (ended_) return;
    // A client that only looks whether the port is open says nothing.
    if (failure == asio::error::eof || failure == asio::error::connection_reset) return end();
    const bool is_plain = is_plain_http(failure);
    all_.note_handshake(peer_, is_plain ? "it speaks HTTP without TLS" : failure.message());
    if (!is_plain) return end();
    // In plain words, since the peer would read no others.
    auto refusal = problem_of(Refusal::bad_request, "this port speaks TLS: https://");
    add_headers_of_all(refusal.headers);
    refusal.headers.set("Content-Length", std::to_string(refusal.body.size()));
    head_ = head_of(refusal, false) + refusal.body;
    stream_.expires_after(longest_goodbye);
    asio::async_write(stream_.below_tls(), asio::buffer(head_),
                      [self = shared_from_this()](const Failure&, std::size_t) { self->drop_rest(); });
}

// Between two requests there is nothing but a buffer, and the deadline of idle connections.
void Connection::await_request() {
    keep_ = false;
    parser_.reset();
    if (buffer_.size() > 0) return read_header();
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this()](const Failure& failure, std::size_t size) {
                                if (failure) return self->end();
                                self->buffer_.commit(size);
                                self->read_header();
                            });
}

void Connection::read_header() {
    began_ = std::chrono::steady_clock::now();
    method_.clear();
    path_.clear();
    principal_.clear();
    auto& parser = parser_.emplace();
    parser.header_limit(static_cast<std::uint32_t>(all_.limits().header_bytes));
    parser.body_limit(all_.limits().body_bytes);
    stream_.expires_after(all_.limits().header_time);
    beast::http::async_read_header(stream_, buffer_, parser,
                                   [self = shared_from_this()](const Failure& failure, std::size_t) {
                                       if (failure) return self->refuse(failure);
                                       self->take_header();
                                   });
}

void Connection::take_header() {
    const auto& head = parser_->get();
    request_ = {};
    request_.method = head.method_string().to_string();
    const auto target = head.target().to_string();
    const auto question = target.find('?');
    request_.path = target.substr(0, question);
    if (question != std::string::npos) request_.query = target.substr(question + 1);
    request_.peer = peer_;
    request_.from_net = from_net_;
    request_.proof = proof_;
    method_ = request_.method;
    path_ = request_.path;
    try {
        request_.headers = headers_of(head);
    } catch (const std::invalid_argument& fault) {
        return refuse(problem_of(Refusal::bad_request, fault.what()));
    }
    if (!target.starts_with('/'))
        return refuse(problem_of(Refusal::bad_request, "the target of a request is a path that begins with /"));
    keep_ = parser_->keep_alive() && head.version() > http_1_0;
    auto refusal = all_.handler().refuse(request_);
    if (request_.caller) principal_ = request_.caller->principal;
    if (refusal) return refuse(std::move(*refusal));
    const auto* expected = request_.headers.find("Expect");
    if (expected && same_name(*expected, "100-continue")) return invite_body();
    read_body();
}

void Connection::invite_body() {
    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(all_.limits().write_time);
    asio::async_write(stream_, asio::buffer(head_), [self = shared_from_this()](const Failure& failure, std::size_t) {
        if (failure) return self->end();
        self->read_body();
    });
}

void Connection::read_body() {
    if (parser_->is_done()) return hand_over();
    stream_.expires_after(all_.limits().body_time);
    beast::http::async_read(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const Failure& failure, std::size_t) {
                                if (failure) return self->refuse(failure);
                                self->hand_over();
                            });
}

void Connection::hand_over() {
    request_.body = std::move(parser_->get().body());
    stream_.expires_never();
    under_way_ = true;
    answering_ = true;
    all_.handler().handle(std::move(request_), all_.responding_to(number_, ++requests_));
}

void Connection::answer(std::uint64_t request, Response response) {
    if (!under_way_ || request != requests_ || ended_) return;
    under_way_ = false;
    write(std::move(response));
}

void Connection::refuse(Response response) {
    keep_ = false;
    write(std::move(response));
}

void Connection::refuse(const Failure& failure) {
    const bool silent = failure == beast::http::error::end_of_stream || failure == asio::error::connection_reset ||
                        failure == asio::error::operation_aborted;
    if (silent) return end();
    refuse(refusal_of(failure));
}

void Connection::write(Response response) {
    const bool streams = response.source != nullptr;
    keep_ = keep_ && !all_.draining() && !streams;
    answering_ = true;
    add_headers_of_all(response.headers);
    chunked_ = streams && parser_ && parser_->get().version() > http_1_0;
    if (chunked_) response.headers.set("Transfer-Encoding", "chunked");
    if (!streams && !has_no_body(response.status))
        response.headers.set("Content-Length", std::to_string(response.body.size()));
    head_ = head_of(response, keep_);
    if (streams && method_ != "HEAD") return stream(std::move(response));
    note(response, response.body.size());
    held_ = std::move(response.held);
    body_ = method_ == "HEAD" || has_no_body(response.status) ? std::string{} : std::move(response.body);
    stream_.expires_after(time_to_take(body_.size()));
    const std::array<asio::const_buffer, 2> pieces{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, pieces,
                      [self = shared_from_this()](const Failure& failure, std::size_t) { self->written(failure); });
}

std::chrono::milliseconds Connection::time_to_take(std::size_t bytes) const {
    return all_.limits().write_time + std::chrono::seconds{bytes / slowest_reader_per_s};
}

void Connection::written(const Failure& failure) {
    answering_ = false;
    if (failure) return end();
    head_.clear();
    body_ = {};
    held_.reset();
    if (!keep_ || all_.draining()) return end_gently();
    stream_.expires_after(all_.limits().idle_time);
    await_request();
}

void Connection::end_unless_answering() {
    if (!answering_) end();
}

// To close a socket with unread bytes is to reset the connection, by which the peer may lose the answer.
void Connection::end_gently() {
    stream_.expires_after(longest_goodbye);
    buffer_.consume(buffer_.size());
    if (!stream_.has_tls()) return drop_rest();
    // A peer that is still sending gets no answer to its goodbye, and what it sends is dropped below.
    stream_.async_goodbye([self = shared_from_this()](const Failure&) { self->drop_rest(); });
}

void Connection::drop_rest() {
    if (dropped_ == 0) ::shutdown(stream_.socket().native_handle(), SHUT_WR);
    stream_.below_tls().async_read_some(buffer_.prepare(16 * 1024),
                                        [self = shared_from_this()](const Failure& failure, std::size_t size) {
                                            self->dropped_ += size;
                                            if (failure || self->dropped_ > most_dropped) return self->end();
                                            self->drop_rest();
                                        });
}

void Connection::end() {
    if (std::exchange(ended_, true)) return;
    release_source();
    stream_.close();
    all_.leave(number_);
}

void Connection::note(const Response& response, std::size_t bytes) {
    AccessLine line;
    line.peer = peer_;
    line.method = method_;
    line.path = path_;
    line.principal = principal_;
    line.status = response.status;
    line.bytes = bytes;
    line.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
    if (const auto* id = response.headers.find("X-Command-Id")) line.command_id = *id;
    all_.log(line);
}

}  // namespace hf::http
