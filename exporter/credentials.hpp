// Credentials: the token that clients must give and the certificate that they are shown, as the files of the command
// line have them.
//
//     Credentials credentials(protection);
//     if (auto read = credentials.read(); !read) fail(read.error());  // at the start, and again at SIGHUP
//     if (!credentials.admit(authorization)) refuse("401");
//
// Thread-safe. Before the first read() a token that is wanted is nobody's.
#pragma once

#include <optional>

#include "adapters/tls/certificate.hpp"
#include "core/threads/mutex.hpp"
#include "exporter/access_token.hpp"
#include "exporter/protection.hpp"

namespace hf::exporter {

class Credentials {
public:
    explicit Credentials(Protection files) : files_(std::move(files)) {}

    // Reads the files anew. What was read before stays where any of them has a fault; the error says in words which
    // file and what, and nothing of a secret.
    tl::expected<void, std::string> read();

    // Whether a request with this Authorization header, or "" for none, may be answered.
    [[nodiscard]] bool admit(std::string_view authorization) const;

    [[nodiscard]] bool has_token() const { return files_.has_token(); }
    [[nodiscard]] bool has_tls() const { return files_.has_tls(); }
    // For the handshakes from now on; those that are under way keep theirs alive. Null without TLS.
    [[nodiscard]] Certificate certificate() const;

private:
    const Protection files_;
    mutable Mutex mutex_;
    std::optional<AccessToken> token_ GUARDED_BY(mutex_);
    Certificate certificate_ GUARDED_BY(mutex_);
};

}  // namespace hf::exporter
