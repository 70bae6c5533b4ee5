#include "http/server/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>

namespace hf::http {

Transport::Transport(socket_type socket, const Certificate& context) : plain_(std::move(socket)) {
    if (!context) return;
    // Asio frees the context that it is given, and this one is shared.
    SSL_CTX_up_ref(context.get());
    boost::asio::ssl::context held(context.get());
    tls_.emplace(plain_, held);
}

bool is_plain_http(const Transport::Failure& failure) {
    return failure.category() == boost::asio::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(failure.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace hf::http
