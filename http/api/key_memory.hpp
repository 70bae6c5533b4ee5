// KeyMemory: which command each Idempotency-Key was used for, so that a key under which another command comes is
// refused. The daemon compares keys and not contents, and would answer the other command with the first one's outcome.
//
//     if (!keys.is_of(key, fingerprint)) refuse("422");
//
// The last so many keys are remembered, by this process alone: after a restart of the gateway the daemon's rule is the
// only one. Any thread may call it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "core/threads/mutex.hpp"

namespace hf::http {

class KeyMemory {
public:
    explicit KeyMemory(std::size_t most = 100'000) : most_(most) {}

    // Remembers a key that is new. Returns false if it was used for another command.
    bool is_of(const std::string& key, std::uint64_t fingerprint);

private:
    const std::size_t most_;
    Mutex mutex_;
    std::unordered_map<std::string, std::uint64_t> known_ GUARDED_BY(mutex_);
    std::deque<std::string> order_ GUARDED_BY(mutex_);
};

}  // namespace hf::http
