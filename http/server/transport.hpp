// Transport: the bytes of a connection, in TLS or as they are. Boost's algorithms take it for a stream, so that a
// connection needs to know of TLS at its beginning and at its end alone. Only the sources of the server include this.
//
// Used by the loop's thread alone. Each operation ends by expires_after() at the latest, with beast::error::timeout.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <memory>
#include <optional>

#include "adapters/tls/client_certificate.hpp"

namespace hf::http {

class Transport {
public:
    using Plain = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
    using socket_type = Plain::socket_type;
    using executor_type = Plain::executor_type;
    using Failure = boost::beast::error_code;

    // The context outlives the connection, whatever is loaded anew meanwhile: OpenSSL holds it.
    Transport(socket_type socket, const Certificate& context);

    executor_type get_executor() { return plain_.get_executor(); }
    socket_type& socket() { return plain_.socket(); }
    void expires_after(std::chrono::steady_clock::duration time) { plain_.expires_after(time); }
    void expires_never() { plain_.expires_never(); }
    void close() { plain_.close(); }

    [[nodiscard]] bool has_tls() const { return tls_.has_value(); }
    template <class Handler>
    void async_handshake(Handler&& handler) {
        tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
    }
    // Says goodbye, and waits for the peer's; what the peer sends instead is a failure.
    template <class Handler>
    void async_goodbye(Handler&& handler) {
        tls_->async_shutdown(std::forward<Handler>(handler));
    }
    // Returns whom the peer has shown to be; null where it has shown no certificate.
    [[nodiscard]] std::shared_ptr<const ClientCertificate> certificate() {
        return tls_ ? ClientCertificate::of(tls_->native_handle()) : nullptr;
    }

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler) {
        return boost::asio::async_initiate<Handler, void(Failure, std::size_t)>(
            [this](auto then, const auto& into) {
                if (tls_) return tls_->async_read_some(into, std::move(then));
                plain_.async_read_some(into, std::move(then));
            },
            handler, buffers);
    }
    template <class Buffers, class Handler>
    auto async_write_some(const Buffers& buffers, Handler&& handler) {
        return boost::asio::async_initiate<Handler, void(Failure, std::size_t)>(
            [this](auto then, const auto& from) {
                if (tls_) return tls_->async_write_some(from, std::move(then));
                plain_.async_write_some(from, std::move(then));
            },
            handler, buffers);
    }
    // Reads what the socket has, past TLS.
    Plain& below_tls() { return plain_; }

private:
    Plain plain_;
    std::optional<boost::asio::ssl::stream<Plain&>> tls_;
};

// Whether a handshake has failed because the peer speaks HTTP without TLS.
[[nodiscard]] bool is_plain_http(const Transport::Failure& failure);

}  // namespace hf::http
