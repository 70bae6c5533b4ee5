// The parameters of CreateFleet, without Action and Version. `type` is instant or request.
#pragma once

#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/http/form.hpp"

namespace hf::aws {

[[nodiscard]] Form fleet_form(const LaunchJob& job, const std::string& type);

// True if all that is missing is to be on demand, as in a heterogeneous launch whose deadline is near.
[[nodiscard]] bool all_on_demand(const LaunchJob& job);

// How much of what is missing is to be on demand.
[[nodiscard]] std::uint32_t on_demand_of(const LaunchJob& job);

// The instance types of the missing machines. A fleet has one list of types for both prices, so the types for machines
// on demand are those of a fleet that has nothing else.
[[nodiscard]] const std::vector<std::string>& types_of(const LaunchJob& job);

}  // namespace hf::aws
