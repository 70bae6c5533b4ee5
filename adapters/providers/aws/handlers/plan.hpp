// The plan of a launch: the calls that make its machines, with the parameters that would be sent, told
// before anything is asked.
//
//     for (const auto& [action, purpose, parameters] : planned_calls(order, config)) …
//
// An image that is a parameter's path stays one, user data is told by its length or its file, and the
// root device, which only the image knows, in words. A template that doesn't pass its check has no plan.
// Pure; thread-safe.
#pragma once

#include <vector>

#include "adapters/providers/aws/aws_config.hpp"
#include "core/ports/planned_call.hpp"
#include "core/ports/provider.hpp"

namespace hf::aws {

[[nodiscard]] std::vector<PlannedCall> planned_calls(const LaunchSpec& order, const AwsConfig& config);

}  // namespace hf::aws
