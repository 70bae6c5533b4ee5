// The plan of a launch: the calls that make its machines, with the parameters that would be sent.
// It is made without asking AWS.
//
//     for (const auto& [action, purpose, parameters] : planned_calls(order, config)) …
//
// An image given as a parameter's path is not resolved; user data is shown by its length or its
// file; the root device, which only the image determines, is described in words. A template that
// does not pass its check has no plan. Pure; thread-safe.
#pragma once

#include <vector>

#include "adapters/providers/aws/account/aws_config.hpp"
#include "core/ports/planned_call.hpp"
#include "core/ports/provider.hpp"

namespace hf::aws {

[[nodiscard]] std::vector<PlannedCall> planned_calls(const LaunchSpec& order, const AwsConfig& config);

}  // namespace hf::aws
