// Overrides: what a fleet may make its machines of: each of the template's instance types in each of
// its subnets, or, where the template tells what a type must have, whatever has that.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// EC2's two kinds of fleets have different words for the same.
enum class FleetKind : std::uint8_t { ec2, spot };

// As `<prefix>Overrides.N.…`.
void add_overrides(Form& form, const std::string& prefix, const LaunchSpecification& spec, FleetKind kind);

}  // namespace hf::aws
