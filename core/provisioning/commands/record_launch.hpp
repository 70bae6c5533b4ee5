// What a provider's launch call has come to. Closes the open launch.
#pragma once

#include "core/bus/decision.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct RecordLaunch {
    using Result = Done;
    static constexpr std::string_view name = "RecordLaunch";
    RequestId request_id;
    std::string token;
    LaunchResult result;
    bool final = false;  // no further try would help
};

// Refused with invalid_state when this launch is not open.
Decision<Done> decide(const RecordLaunch& command, const State& state, const Context& context);

}  // namespace hf
