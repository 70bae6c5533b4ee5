// IssuerKeys: the keys of an issuer of tokens, fetched in the background: from time to time, and when a token names a
// key that is not known, but never more often than the pause between two fetches allows.
//
//     IssuerKeys keys("https://id.example.org/keys", fetch, {.algorithms = {Algorithm::RS256}});
//     if (const auto set = keys.now()) look_up(set->find(kid));
//     if (keys.look_for_more()) refuse("503: in a moment");   // they are being fetched
//
// Where a fetch fails, the last keys that were good stay, and the next one comes after the pause. What changes is
// logged.
//
// Any thread may call it; none but its own waits for the issuer. The destructor ends a fetch within about a second.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/threads/mutex.hpp"
#include "http/who/jwt/verification_key.hpp"

namespace hf::http {

struct KeyRules {
    std::vector<Algorithm> algorithms;
    std::chrono::milliseconds refresh{std::chrono::minutes{15}};
    std::chrono::milliseconds pause{std::chrono::seconds{30}};
    bool operator==(const KeyRules&) const = default;
};

class IssuerKeys {
public:
    // Returns the document or why there is none; `leaving` is set once nobody waits for it any more.
    using Fetch = std::function<tl::expected<std::string, std::string>(const std::atomic<bool>& leaving)>;

    IssuerKeys(std::string issuer, Fetch fetch, KeyRules rules);
    ~IssuerKeys();
    IssuerKeys(const IssuerKeys&) = delete;
    IssuerKeys& operator=(const IssuerKeys&) = delete;

    // Null: no fetch has succeeded yet.
    [[nodiscard]] std::shared_ptr<const KeySet> now() const EXCLUDES(mutex_);
    // Wants the keys anew, and returns whether they are being fetched. False: they were fetched just before.
    bool look_for_more() EXCLUDES(mutex_);

private:
    using Time = std::chrono::steady_clock::time_point;

    void run();
    void fetch_once();
    void take(const std::string& document);
    [[nodiscard]] bool must_wait() const REQUIRES(mutex_);

    const std::string issuer_;
    const Fetch fetch_;
    const KeyRules rules_;
    std::atomic<bool> leaving_ = false;
    std::string document_;  // the thread's own: that of the keys
    mutable Mutex mutex_;
    Condition changed_;
    std::shared_ptr<const KeySet> keys_ GUARDED_BY(mutex_);
    bool under_way_ GUARDED_BY(mutex_) = true;
    bool wanted_ GUARDED_BY(mutex_) = false;
    Time fetched_ GUARDED_BY(mutex_){};
    Time next_ GUARDED_BY(mutex_){};
    std::thread thread_;
};

}  // namespace hf::http
