// CancelRequest: launches no more of the request's machines, and gives back those it has.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct CancelRequest {
    using Result = Done;
    static constexpr auto role = Role::requester;
    static constexpr bool refused_in_quarantine = true;
    static constexpr bool ends_costs = true;
    RequestId request_id;
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe = message(
        "CancelRequest", "Cancels a request: it launches nothing more, and gives back the machines that it has.",
        field<&CancelRequest::request_id>("request_id", "which"),
        field<&CancelRequest::reason>("reason", "why; kept with the event").optional().at_most(1024));
};

Decision<Done> decide(const CancelRequest& command, const State& state, const Context& context);

}  // namespace hf
