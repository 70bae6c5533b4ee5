// RedisSession: XADD to one stream of Redis. A reply counts if it is the id of the entry; replies come in the order of
// the commands.
#pragma once

#include "bench/load/session.hpp"

namespace hf::bench {

Sessions redis_sessions(std::size_t payload_bytes);

}  // namespace hf::bench
