#include "exporter/refusal_log.hpp"

#include <fmt/format.h>

#include <utility>

namespace hf::exporter {

std::optional<std::string> RefusalLog::take(const std::string& peer, bool had_a_token, RateLimit::Time now) {
    ++count_;
    if (!had_a_token) return std::nullopt;
    const MutexLock lock(mutex_);
    if (lines_.next_call(now) > now) {
        ++unlogged_;
        return std::nullopt;
    }
    lines_.called();
    const auto before = std::exchange(unlogged_, 0);
    return fmt::format("a request from {} is refused: its token is not the one of --token-file{}", peer,
                       before > 0 ? fmt::format(" ({} more refusals were not logged)", before) : "");
}

}  // namespace hf::exporter
