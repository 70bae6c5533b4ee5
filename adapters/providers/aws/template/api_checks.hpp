// What each way to make machines (`provider_api`) asks of a template.
#pragma once

#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// What a template without a provider_api means.
[[nodiscard]] std::string api_of(const std::string& provider_api);

// As read_aws_template() reads it, and fit for this way, where that is one of ours.
[[nodiscard]] tl::expected<LaunchSpecification, std::vector<Finding>> checked_template(const std::string& api,
                                                                                       const ValueMap& configuration);

}  // namespace hf::aws
