// Subnets: in which zone each subnet is. A fleet takes one subnet of each zone: two of one zone are "duplicate instance
// pools" to EC2, which refuses the whole fleet.
//
//     Subnets subnets(account.ec2());
//     const auto zones = subnets.zones_of(spec.subnets);
//     if (zones) spec.subnets = one_per_zone(spec.subnets, *zones, order.token);
//
// Zones never change, so each subnet is asked for once. Thread-safe.
#pragma once

#include <map>

#include "adapters/providers/aws/api/caller.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

using Zones = std::map<std::string, std::string>;  // by subnet

class Subnets {
public:
    explicit Subnets(Caller& ec2) : ec2_(ec2) {}

    [[nodiscard]] AwsResult<Zones> zones_of(const std::vector<std::string>& subnets);

private:
    Caller& ec2_;
    Mutex mutex_;
    Zones known_ GUARDED_BY(mutex_);
};

// One subnet of each zone, in the order of the zones' first subnets; those whose zone is not known stay. Which one
// depends on the launch's token, so that all are used in turn, and a repeated call names the same ones. Pure.
[[nodiscard]] std::vector<std::string> one_per_zone(const std::vector<std::string>& subnets, const Zones& zones,
                                                    const std::string& token);

// The zones that have several of the subnets, with these, in words; empty if there is none. Pure.
[[nodiscard]] std::string shared_zones(const std::vector<std::string>& subnets, const Zones& zones);

}  // namespace hf::aws
