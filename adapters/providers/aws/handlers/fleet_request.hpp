// The parameters of CreateFleet, without Action and Version. `type`: instant or request.
#pragma once

#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/http/form.hpp"

namespace hf::aws {

[[nodiscard]] Form fleet_form(const LaunchJob& job, const std::string& type);

// How many of those that are missing are to be on demand.
[[nodiscard]] std::uint32_t on_demand_of(const LaunchJob& job);

}  // namespace hf::aws
