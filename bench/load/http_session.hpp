// HttpSession: requests of HTTP/1.1 on a connection that is kept. A response counts if its status is the one that a
// success has; responses come in the order of the requests.
//
//     const PreparedMessage get(http1::request("GET", path, {"X-Correlation-Id: 0123456789abcdef"}, ""));
//     run_load(gateway.port(), http_sessions({get}, 200), plan, {});
#pragma once

#include "bench/load/prepared_message.hpp"
#include "bench/load/session.hpp"

namespace hf::bench {

// `messages` are sent in turns.
Sessions http_sessions(std::vector<PreparedMessage> messages, unsigned success);

}  // namespace hf::bench
