// A dry run: asks EC2 whether it would launch a machine of the template with this account's rights, without
// launching one. It tries the first of the template's offerings, whose present capacity does not matter.
//
//     auto wrong = dry_run({order, ready, 1}, account.ec2());
//     if (wrong && *wrong) …   // why it would not
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

// Returns why EC2 would not launch it, or nothing; an error if that cannot be determined now.
[[nodiscard]] AwsResult<std::optional<AwsError>> dry_run(const LaunchJob& job, Caller& ec2);

}  // namespace hf::aws
