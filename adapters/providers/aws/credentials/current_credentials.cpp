#include "adapters/providers/aws/credentials/current_credentials.hpp"

#include <algorithm>

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

// Renew early, since a request that is signed just before the expiry must arrive before it.
constexpr std::chrono::microseconds renewed_before = 5min;
// Keys in files and references may be rotated, so they are read again from time to time.
constexpr auto looked_at_again = 5min;
constexpr auto longest_kept = 365 * 24h;
constexpr auto not_fetched_after_a_failure = 10s;

}  // namespace

CredentialsResult CurrentCredentials::fetch() {
    for (const auto& source : sources_) {
        auto credentials = source->fetch();
        if (!credentials || *credentials) return credentials;
    }
    return std::nullopt;
}

tl::expected<Credentials, CurrentCredentials::Failure> CurrentCredentials::get() {
    const MutexLock lock(mutex_);
    // Measured by the clock that never steps: the other one may have been set since.
    const auto now = clock_.monotonic();
    if (kept_) {
        const bool good = kept_->expires_at ? kept_until_ - now > renewed_before : now - kept_since_ < looked_at_again;
        if (good) return *kept_;
    }
    const bool just_failed = !failure_.empty() && clock_.monotonic() - failed_at_ < not_fetched_after_a_failure;
    auto fresh = just_failed ? CredentialsResult{tl::make_unexpected(failure_)} : fetch();
    failure_ = fresh ? std::string{} : fresh.error();
    if (!fresh && !just_failed) failed_at_ = clock_.monotonic();
    if (fresh && *fresh) {
        kept_ = std::move(*fresh);
        kept_since_ = clock_.monotonic();
        // Any time may stand there, and a year fits into both clocks.
        if (kept_->expires_at)
            kept_until_ = kept_since_ +
                          std::clamp<std::chrono::microseconds>(*kept_->expires_at - clock_.now(), 0s, longest_kept);
        return *kept_;
    }
    // Credentials that are still valid are better than none.
    if (kept_ && (!kept_->expires_at || kept_until_ > now)) return *kept_;
    if (!fresh) return tl::make_unexpected(Failure{"credentials: " + fresh.error()});
    return tl::make_unexpected(
        Failure{"there are no credentials: neither in the provider's configuration, the "
                "environment, the shared files, nor from the container or the instance",
                true});
}

void CurrentCredentials::expired(const Credentials& refused) {
    const MutexLock lock(mutex_);
    if (kept_ && kept_->access_key_id == refused.access_key_id && kept_->session_token == refused.session_token)
        kept_.reset();
}

}  // namespace hf::aws
