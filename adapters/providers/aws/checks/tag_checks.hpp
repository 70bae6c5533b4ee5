// What is wrong with the tags of a machine at EC2, before EC2 refuses a launch for them. Pure.
#pragma once

#include <vector>

#include "adapters/providers/aws/ec2/tags.hpp"

namespace hf::aws {

// `tags`: those of the template and of its request, without hostfactory's own, for which room is kept.
[[nodiscard]] std::vector<Finding> tag_findings(const tag::Tags& tags);

// What is wrong with an `instanceName` beside the tags of its template, since it becomes the tag Name.
[[nodiscard]] std::vector<Finding> name_findings(const tag::Tags& tags);

}  // namespace hf::aws
