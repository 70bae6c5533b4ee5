// The requirements of each way to make machines (`provider_api`) on a template.
#pragma once

#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// What a call takes at most; the first ones are used. Sources: EC2 API reference, FleetLaunchTemplateConfigRequest (300
// overrides) and CreateFleet's refusal of more than 4 InstanceRequirements; Auto Scaling API reference, LaunchTemplate
// of MixedInstancesPolicy (40 overrides).
inline constexpr std::size_t most_overrides = 300;
inline constexpr std::size_t most_requirements = 4;
inline constexpr std::size_t most_group_types = 40;

// What the API does otherwise than the template says, since the API's limits don't reach.
[[nodiscard]] std::vector<Finding> api_notes(std::string_view api, const LaunchSpecification& spec);

// Keys that have no effect with the template's price_type, though one of its sources or a request may have another.
[[nodiscard]] std::vector<Finding> price_notes(std::string_view price_type, const LaunchSpecification& spec);

// The way that a template means; RunInstances if it names none.
[[nodiscard]] std::string api_of(const std::string& provider_api);

// Reads the template as read_aws_template() does, and checks it for this way if the way is known.
[[nodiscard]] tl::expected<LaunchSpecification, std::vector<Finding>> checked_template(const std::string& api,
                                                                                       const ValueMap& configuration);

// What checked_template() finds, keys that say the same thing twice, and keys that would have no effect. A stored
// template with such keys still launches, as it did when it was stored; a new one is refused.
[[nodiscard]] std::vector<Finding> findings_of_new_template(const std::string& api, const ValueMap& configuration);

}  // namespace hf::aws
