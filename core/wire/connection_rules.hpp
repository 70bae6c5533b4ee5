// What both ends of a connection keep to (docs/PROTOCOL.md, 1.2).
#pragma once

#include <cstddef>

namespace hf {

// A client has at most this many messages under way on one connection: sent, and their replies not read. The daemon
// keeps that many replies for a client that does not read, and answers `busy` beyond.
inline constexpr std::size_t most_unread_replies = 1000;

}  // namespace hf
