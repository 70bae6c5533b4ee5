// The parameters of RequestSpotFleet, without Action and Version.
#pragma once

#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/http/form.hpp"

namespace hf::aws {

[[nodiscard]] Form spot_fleet_form(const LaunchJob& job, Timestamp now);

// The same for a plan, when the time of the call is not known yet: `until` describes in words when
// the request ends.
[[nodiscard]] Form spot_fleet_form(const LaunchJob& job, const std::string& until);

}  // namespace hf::aws
