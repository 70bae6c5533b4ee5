// ClaimRequests: a client says that it knows of these requests, so that they are not given back as
// unclaimed (CreateRequest's unclaimed_s). A query can't say so, since queries change nothing (P4, ADR 31).
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ClaimRequests {
    using Result = Done;
    static constexpr auto role = Role::requester;
    std::vector<RequestId> request_ids;

    static constexpr auto describe = message(
        "ClaimRequests",
        "Says that somebody knows of these requests, so that they are not given back as unclaimed. Requests that "
        "await no claim, and unknown ones, are left as they are.",
        field<&ClaimRequests::request_ids>("request_ids", "which").between(1, 1000));
};

Decision<Done> decide(const ClaimRequests& command, const State& state, const Context& context);

}  // namespace hf
