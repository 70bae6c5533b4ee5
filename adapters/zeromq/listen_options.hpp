// ListenOptions: where a socket listens, and the limits for its peers.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/zeromq/connection_bounds.hpp"
#include "adapters/zeromq/dead_peers.hpp"
#include "core/access/key_pair.hpp"

namespace hf {

// The domains of the daemon's sockets: by them a ZapHandler tells the feed's peers from others.
inline constexpr std::string_view messages_domain = "hostfactory";
inline constexpr std::string_view feed_domain = "hostfactory.feed";

struct ListenOptions {
    // "ipc:///run/hostfactory/command.sock", "ipc://@abstract-name", "tcp://127.0.0.1:7001", "tcp://[::1]:*",
    // "tcp://*:7001" (IPv4 and IPv6); a host's name stands for its IPv4 address
    std::string endpoint;
    std::int64_t max_frame_bytes = std::int64_t{128} << 20;  // a peer that announces a larger frame is cut off
    int send_queue = 1000;                                   // messages kept for one peer that does not read
    int receive_queue = 1000;                                // messages read ahead from one peer
    // A connection beyond these is ended.
    zeromq::ConnectionBounds::Most most_connections{};
    mode_t socket_mode = 0660;  // mode of an ipc socket's file
    std::chrono::milliseconds handshake_timeout{10'000};
    std::chrono::seconds keepalive = zeromq::usual_keepalive;  // of silence, before a peer's host is asked
    // Which peers are let in: all that can reach the address, or those whom the context's ZapHandler knows, by CURVE
    // where there is a key of the server's, and otherwise by the kernel's word (Unix sockets).
    enum class Admission : std::uint8_t { everybody, asked };
    Admission admission = Admission::everybody;
    std::string_view zap_domain = messages_domain;
    std::optional<KeyPair> server_key{};
    // One more TCP address of the socket, for peers that know the server by another key.
    struct Next {
        std::string endpoint;
        KeyPair server_key;
    };
    std::optional<Next> next{};
    // How long to try again if another process listens there: a process that was killed between
    // fork and exec of a child leaves its sockets to that child for a moment.
    std::chrono::milliseconds in_use_patience{2'000};
};

}  // namespace hf
