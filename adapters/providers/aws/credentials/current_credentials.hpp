// CurrentCredentials: the credentials of the first source that gives some, kept until shortly
// before they expire.
//
//     CurrentCredentials credentials(std::move(sources), clock);
//     const auto valid_now = credentials.get();
//
// Thread-safe; a thread that needs new credentials waits while another one fetches them.
#pragma once

#include <memory>
#include <vector>

#include "adapters/providers/aws/credentials/credentials.hpp"
#include "core/ports/clock.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class CurrentCredentials {
public:
    struct Failure {
        std::string message;
        bool none = false;  // no source is set up
    };

    CurrentCredentials(std::vector<std::unique_ptr<CredentialsSource>> sources, const Clock& clock)
        : sources_(std::move(sources)), clock_(clock) {}

    [[nodiscard]] tl::expected<Credentials, Failure> get();
    // Notes that AWS refused the credentials as expired: the next get() fetches new ones.
    void expired(const Credentials& refused);

private:
    [[nodiscard]] CredentialsResult fetch();

    const std::vector<std::unique_ptr<CredentialsSource>> sources_;
    const Clock& clock_;
    Mutex mutex_;
    std::optional<Credentials> kept_ GUARDED_BY(mutex_);
    std::chrono::steady_clock::time_point kept_since_ GUARDED_BY(mutex_){};
    std::chrono::steady_clock::time_point kept_until_ GUARDED_BY(mutex_){};
    // Why none could be fetched, and when: a source that hangs must not hold each call for its whole time.
    std::string failure_ GUARDED_BY(mutex_);
    std::chrono::steady_clock::time_point failed_at_ GUARDED_BY(mutex_){};
};

}  // namespace hf::aws
