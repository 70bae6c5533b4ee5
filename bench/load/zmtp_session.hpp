// ZmtpSession: commands and queries of our protocol, as a DEALER sends them. A reply counts if it is `ok`, carries the
// id of the message, and is no repetition.
#pragma once

#include "bench/load/prepared_message.hpp"
#include "bench/load/session.hpp"
#include "core/messages/value.hpp"

namespace hf::bench {

// The message with the placeholder as its id, which may stand in the body, too; alone, or as the frames that carry it.
PreparedMessage prepared(std::string_view type, const ValueMap& body);
PreparedMessage framed(std::string_view type, const ValueMap& body);

// Reads the number from the id of a reply. Throws std::runtime_error with the reply's error if it is not `ok`.
std::uint64_t number_of_ok_reply(std::string_view reply);

// `messages` are sent in turns.
Sessions zmtp_sessions(std::vector<PreparedMessage> messages);

// Sends one message over a connection of its own and returns the reply's bytes, in at most ten seconds. The number is
// by default the one that the placeholder reads as.
std::string ask_over_zmtp(int port, std::string_view type, const ValueMap& body,
                          std::uint64_t number = 0x0123456789abcdef);

}  // namespace hf::bench
