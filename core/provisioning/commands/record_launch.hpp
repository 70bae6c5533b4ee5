// Records the result of a launch call. Closes the open launch; a policy has the template's next source asked for
// what is still missing, where there are several (ADR 20).
#pragma once

#include "core/domain/rules/decision.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct RecordLaunch {
    using Result = Done;
    static constexpr std::string_view name = "RecordLaunch";
    RequestId request_id;
    std::string token;
    LaunchResult result;
};

// Refused with invalid_state when this launch is not open.
Decision<Done> decide(const RecordLaunch& command, const State& state, const Context& context);

}  // namespace hf
