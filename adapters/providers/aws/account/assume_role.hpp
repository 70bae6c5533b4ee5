// Role: a role to assume, for which STS gives credentials.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"

namespace hf::aws {

struct Role {
    std::string arn;
    std::string session_name = "hostfactory";
    std::string external_id = {};
    std::string web_identity_file = {};  // a file with a token; if empty, other credentials sign the call
    std::uint32_t duration_s = 3600;
};

// Assumes the role. With a web identity, `sts` must be a caller that does not sign.
CredentialsResult assume(Caller& sts, const Role& role);

}  // namespace hf::aws
