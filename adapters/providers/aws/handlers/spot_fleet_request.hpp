// The parameters of RequestSpotFleet, without Action and Version.
#pragma once

#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/http/form.hpp"

namespace hf::aws {

[[nodiscard]] Form spot_fleet_form(const LaunchJob& job, Timestamp now);

}  // namespace hf::aws
