// The checks of a template that need the account: whether what it names is there. And what its
// instance types have.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/ec2/images.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// What is wrong; or an error: it can't be told now. What we may not look at is told as a finding.
AwsResult<TemplateCheck> check_against_account(const LaunchSpecification& spec, Caller& ec2, Images& images);

}  // namespace hf::aws
