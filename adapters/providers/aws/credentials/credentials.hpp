// Credentials: keys for AWS. They are never logged, and never part of an event or an error.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "core/messages/timestamp.hpp"

namespace hf::aws {

struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    std::optional<Timestamp> expires_at;  // none: they do not expire
};

// Credentials, nothing (this source is not set up), or why a source that is set up gives none.
using CredentialsResult = tl::expected<std::optional<Credentials>, std::string>;

class CredentialsSource {
public:
    virtual ~CredentialsSource() = default;
    // Fetches the credentials. It may do I/O, with limits of its own.
    [[nodiscard]] virtual CredentialsResult fetch() = 0;
};

}  // namespace hf::aws
