// Checks a template against the account: whether the things that it names exist, and what its
// instance types offer.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/ec2/images.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"
#include "adapters/providers/aws/template/cpus.hpp"

namespace hf::aws {

// Returns what is wrong, or an error if that cannot be determined now. Missing permissions are
// reported as findings.
AwsResult<TemplateCheck> check_against_account(const LaunchSpecification& spec, Caller& ec2, Images& images, Cpus cpus);

}  // namespace hf::aws
