// Roles: credentials that STS gives to who may assume one.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"

namespace hf::aws {

struct Role {
    std::string arn;
    std::string session_name = "hostfactory";
    std::string external_id = {};
    std::string web_identity_file = {};  // with a token; without it, other credentials sign the call
    std::uint32_t duration_s = 3600;
};

// With a web identity the caller must be one that doesn't sign.
CredentialsResult assume(Caller& sts, const Role& role);

}  // namespace hf::aws
