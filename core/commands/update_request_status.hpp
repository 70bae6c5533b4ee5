// UpdateRequestStatus: an operator sets a request's status where the provisioner cannot know it.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct UpdateRequestStatus {
    using Result = Done;
    static constexpr auto role = Role::operator_;
    RequestId request_id;
    RequestStatus new_status{};
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("UpdateRequestStatus", "Sets the status of a request by hand.",
                field<&UpdateRequestStatus::request_id>("request_id", "which"),
                field<&UpdateRequestStatus::new_status>("new_status", "what may follow on its status"),
                field<&UpdateRequestStatus::reason>("reason", "why; kept with the event").between(1, 1024));
};

Decision<Done> decide(const UpdateRequestStatus& command, const State& state, const Context& context);

}  // namespace hf
