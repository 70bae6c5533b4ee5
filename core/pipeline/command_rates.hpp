// CommandRates: holds each principal to his commands a second (PrincipalLimits).
//
//     if (const auto wait = rates.wait_of(caller, clock.monotonic())) show(*wait);  // it may be sent after so long
//
// Thread-safe. No errors.
#pragma once

#include <chrono>
#include <optional>
#include <unordered_map>

#include "core/access/caller.hpp"
#include "core/pacing/rate_limit.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class CommandRates {
public:
    // After how long the caller may send a command; nothing where he may now, and then one is counted.
    std::optional<std::chrono::milliseconds> wait_of(const Caller& caller, std::chrono::steady_clock::time_point now)
        EXCLUDES(mutex_);

private:
    struct Rate {
        std::uint32_t per_second{};
        RateLimit limit;
    };
    Mutex mutex_;
    std::unordered_map<std::string, Rate> rates_ GUARDED_BY(mutex_);  // of principals that have such a limit
};

}  // namespace hf
