// Overrides: what a fleet may make its machines of: each of the template's instance types in each
// of its subnets, with its weight where units are counted, or any type that meets the template's requirements.
#pragma once

#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/http/form.hpp"

namespace hf::aws {

// EC2's two kinds of fleets have different words for the same parameters.
enum class FleetKind : std::uint8_t { ec2, spot };

// Adds the overrides as `<prefix>Overrides.N.…`. Beside a launch template of the site's they have the image too, which
// only instant fleets take.
void add_overrides(Form& form, const std::string& prefix, const LaunchJob& job, FleetKind kind);

}  // namespace hf::aws
