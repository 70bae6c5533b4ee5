// Hostile clients: what one who means harm, or has a bug, does to a daemon. Each function runs until its process is
// ended, or the daemon ends its connections; it fails with std::runtime_error where it can't even begin.
#pragma once

#include <cstdint>

#include "bench/load/prepared_message.hpp"

namespace hf::bench {

// Keeps so many messages in flight on each connection, whatever the replies are.
void flood(int port, const PreparedMessage& message, std::uint32_t connections, std::uint32_t in_flight);

// Sends so many messages on each connection and never reads a reply.
void never_read(int port, const PreparedMessage& message, std::uint32_t connections, std::uint32_t messages);

// Opens so many connections and does nothing with them.
void only_connect(int port, std::uint32_t connections);

// Sends frames of this size on so many connections, one after another.
void send_frames(int port, std::uint32_t connections, std::uint64_t bytes);

}  // namespace hf::bench
