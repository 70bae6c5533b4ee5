// Credentials: who we are to AWS. Never logged, never in an event or an error.
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
    std::optional<Timestamp> expires_at;  // none: they stay good
};

// Some, none (this source isn't set up), or why there are none where it is.
using CredentialsResult = tl::expected<std::optional<Credentials>, std::string>;

class CredentialsSource {
public:
    virtual ~CredentialsSource() = default;
    // May do I/O with limits of its own.
    [[nodiscard]] virtual CredentialsResult fetch() = 0;
};

}  // namespace hf::aws
