// A dry run: whether EC2 would launch a machine of the template, with our rights, asked without
// launching any. Of the first of the template's offerings; what there is of it now is no matter here.
//
//     auto wrong = dry_run({order, ready, 1}, account.ec2());
//     if (wrong && *wrong) …   // why it would not
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

// An error: it can't be told now.
[[nodiscard]] AwsResult<std::optional<AwsError>> dry_run(const LaunchJob& job, Caller& ec2);

}  // namespace hf::aws
