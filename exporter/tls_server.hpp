// The server of the HTTP library, with TLS where there is a certificate.
//
// Each handshake shows the certificate that the credentials have then, so that a renewed one needs no restart. It is
// TLS 1.2 or newer, and no session is kept in memory.
//
// The credentials must outlive the server.
#pragma once

#include <memory>

#include "exporter/credentials.hpp"

struct ssl_st;

namespace httplib {
class Server;
}

namespace hf::exporter {

std::unique_ptr<httplib::Server> make_server(const Credentials& credentials);

// Whether the peer of a connection with TLS has ended it; false for null, without TLS. The library itself does not
// notice: to it, the peer's goodbye is data that is still to be read.
bool has_left(const ssl_st* connection);

}  // namespace hf::exporter
