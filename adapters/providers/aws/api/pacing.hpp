// Pacing: how fast each action may be called. EC2 throttles by action, with a bucket of tokens
// for each, so we keep such buckets too and rarely hear RequestLimitExceeded.
//
//     pacing.wait("RunInstances");   // returns when the call may be made
//
// Thread-safe; wait() blocks.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace hf::aws {

class Pacing {
public:
    using Time = std::chrono::steady_clock::time_point;

    void wait(const std::string& action);

    // When a call that is wanted now may be made; its token is taken.
    [[nodiscard]] Time reserve(const std::string& action, Time now);

private:
    std::mutex mutex_;
    // When a bucket that is used like this would be full again.
    std::map<std::string, Time> full_at_;
};

}  // namespace hf::aws
