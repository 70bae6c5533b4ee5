// KnownTokens: tokens whose signature was found good, so that the next request with one of them costs no more than a
// hash, and is answered also while its sender's address has no further check.
//
//     known.add(hash, {"maria", end}, keys);
//     if (const auto holder = known.find(hash, keys_of_now)) let_in(holder->principal);
//
// One is forgotten when its issuer has other keys. Bounded; any thread may call it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/threads/mutex.hpp"
#include "http/who/jwt/verification_key.hpp"
#include "http/who/tokens.hpp"

namespace hf::http {

class KnownTokens {
public:
    static constexpr std::size_t most = 10'000;

    [[nodiscard]] std::optional<TokenHolder> find(const std::string& hash,
                                                  const std::shared_ptr<const KeySet>& keys) const EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end() || found->second.keys != keys) return std::nullopt;
        return found->second.holder;
    }

    void add(const std::string& hash, TokenHolder holder, std::shared_ptr<const KeySet> keys) EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        // All of them at once: they are checked anew one by one as they come.
        if (by_hash_.size() >= most) by_hash_.clear();
        by_hash_.insert_or_assign(hash, Entry{std::move(holder), std::move(keys)});
    }

private:
    struct Entry {
        TokenHolder holder;
        std::shared_ptr<const KeySet> keys;
    };

    mutable Mutex mutex_;
    std::unordered_map<std::string, Entry> by_hash_ GUARDED_BY(mutex_);
};

}  // namespace hf::http
