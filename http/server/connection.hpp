// Connection: one connection of the server, from its first byte to its end. Part of server.cpp's event loop: only the
// sources of the server include this, since Boost's headers take long to compile.
//
// Requests come one after another: read the header, ask the handler whether it may come in, read the body, hand it
// over, write the answer. Each of these has a deadline of its own, which is set anew before it begins.
//
// Used by the loop's thread alone.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "http/server/access_log.hpp"
#include "http/server/server_limits.hpp"
#include "http/server/transport.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

// What a connection needs of its server.
class Connections {
public:
    virtual ~Connections() = default;
    [[nodiscard]] virtual const ServerLimits& limits() const = 0;
    [[nodiscard]] virtual Handler& handler() = 0;
    // The handler's way back to this request of the connection, from any thread; it holds nothing of it.
    virtual Respond responding_to(std::uint64_t connection, std::uint64_t request) = 0;
    // Has the connection take more of its body's source, from any thread; it holds nothing of it.
    virtual std::function<void()> waking(std::uint64_t connection) = 0;
    [[nodiscard]] virtual bool draining() const = 0;
    virtual void log(const AccessLine& line) = 0;
    // A handshake of TLS has failed.
    virtual void note_handshake(const std::string& peer, const std::string& why) = 0;
    // The connection is at its end.
    virtual void leave(std::uint64_t connection) = 0;
};

// What the socket tells of the peer.
struct PeerOfSocket {
    std::string name;  // for people: 127.0.0.1:4711, or uid 1000
    bool from_net = false;
    std::optional<std::uint32_t> uid{};  // at a Unix socket
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Stream = Transport;
    using Failure = boost::beast::error_code;

    // `context`: what to speak TLS with; null: HTTP as it is.
    Connection(Connections& all, std::uint64_t number, Stream::socket_type socket, PeerOfSocket peer,
               const Certificate& context);

    void begin();
    // The handler's response to the request of that number, if that one is still to be answered.
    void answer(std::uint64_t request, Response response);
    // Writes more of the source of the body, if there is one and it has more.
    void write_more();
    // Ends it unless a request is being answered: then it ends after the answer.
    void end_unless_answering();
    // Ends it if its body has a source, whose end was not taken in time.
    void end_streaming();

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void shake_hands();
    void end_handshake(const Failure& failure);
    void await_request();
    void read_header();
    void take_header();
    void invite_body();
    void read_body();
    void hand_over();
    // Answers what is no request, or one that is not read to its end, and ends the connection.
    void refuse(Response response);
    void refuse(const Failure& failure);
    void write(Response response);
    // A body that comes from a source (streamed_body.cpp).
    void stream(Response response);
    void written_some(const Failure& failure, std::size_t size);
    void watch_peer();
    void release_source();
    [[nodiscard]] std::chrono::milliseconds time_to_take(std::size_t bytes) const;
    void written(const Failure& failure);
    void end_gently();
    void drop_rest();
    void end();
    void note(const Response& response, std::size_t bytes);

    Connections& all_;
    const std::uint64_t number_;
    Stream stream_;
    const std::string peer_;
    const bool from_net_;
    PeerProof proof_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Request request_;
    std::string method_;
    std::string path_;
    std::string principal_;
    std::chrono::steady_clock::time_point began_{};
    std::string head_;
    std::string body_;
    std::shared_ptr<const void> held_;
    std::size_t dropped_ = 0;
    std::shared_ptr<BodySource> source_;
    std::vector<Piece> pieces_;  // of the source, that are being written
    Response streamed_;          // without its body
    std::size_t streamed_bytes_ = 0;
    bool chunked_ = false;
    bool writing_ = false;  // some of the source
    bool source_ended_ = false;
    std::uint64_t requests_ = 0;  // that the handler was given
    bool under_way_ = false;      // the handler has the last one of them
    bool answering_ = false;      // it has it, or an answer is being written
    bool keep_ = false;
    bool ended_ = false;
};

}  // namespace hf::http
