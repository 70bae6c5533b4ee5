// RefusalLog: counts the requests that are refused for want of the token, and words what is logged of them: those with
// a wrong token, a line a second at most. A page that was just opened has no token yet, which is nothing to log.
//
//     if (const auto line = refusals.take("192.0.2.1", had_a_token, steady_clock::now())) log(*line);
//
// Thread-safe.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "core/pacing/rate_limit.hpp"
#include "core/threads/mutex.hpp"

namespace hf::exporter {

class RefusalLog {
public:
    // Returns the line to log, if there is to be one.
    std::optional<std::string> take(const std::string& peer, bool had_a_token, RateLimit::Time now);

    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    std::atomic<std::uint64_t> count_ = 0;
    Mutex mutex_;
    RateLimit lines_ GUARDED_BY(mutex_){1};
    std::uint64_t unlogged_ GUARDED_BY(mutex_) = 0;
};

}  // namespace hf::exporter
