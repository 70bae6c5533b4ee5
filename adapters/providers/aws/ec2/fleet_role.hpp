// FleetRole: the account's service-linked role for Spot Fleets, which sites mean that name no fleetRole. EC2 wants its
// ARN, so STS is asked for the account, once. Thread-safe.
//
//     FleetRole role(account.sts());
//     if (FleetRole::is_meant(spec.fleet_role)) use(role.arn());
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class FleetRole {
public:
    static constexpr std::string_view name = "AWSServiceRoleForEC2SpotFleet";
    // True for no role and for this one's bare name.
    [[nodiscard]] static bool is_meant(const std::string& role) { return role.empty() || role == name; }

    explicit FleetRole(Caller& sts) : sts_(sts) {}
    [[nodiscard]] AwsResult<std::string> arn();

private:
    Caller& sts_;
    Mutex mutex_;
    std::string arn_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
