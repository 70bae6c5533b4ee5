// Pacing: limits how fast each action is called. EC2 throttles each action with a bucket of tokens;
// Pacing keeps such buckets too, so that RequestLimitExceeded is rare.
//
//     sleep_until(pacing.reserve("RunInstances", now));   // then the call may be made
//
// Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "core/threads/mutex.hpp"

namespace hf::aws {

class Pacing {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Takes a token, and returns when the call may be made.
    [[nodiscard]] Time reserve(const std::string& action, Time now);

private:
    Mutex mutex_;
    // When each bucket would be full again without further calls.
    std::map<std::string, Time> full_at_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
