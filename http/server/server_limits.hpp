// ServerLimits: what one client, or all together, may take of the server's memory and time.
#pragma once

#include <chrono>
#include <cstddef>

namespace hf::http {

struct ServerLimits {
    std::size_t header_bytes = 16 * 1024;  // of a request's line and header together
    std::size_t body_bytes = 1024 * 1024;  // as the daemon's limits.message_bytes
    std::size_t connections = 2000;        // further ones are answered with 503 and closed

    std::chrono::milliseconds handshake_time{10'000};  // of TLS, from the connection on
    // From the first byte of a request, or from the connection, until its header is there: however slowly it trickles.
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds body_time{30'000};   // from the end of the header to that of the body
    std::chrono::milliseconds write_time{30'000};  // for an answer to be taken; a long one has more
    std::chrono::milliseconds idle_time{60'000};   // between two requests of one connection
};

}  // namespace hf::http
