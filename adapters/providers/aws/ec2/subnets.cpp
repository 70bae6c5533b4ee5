#include "adapters/providers/aws/ec2/subnets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hf::aws {
namespace {

struct ZoneSubnets {
    std::string zone;
    std::vector<std::string> subnets;
};

std::vector<ZoneSubnets> by_zone(const std::vector<std::string>& subnets, const Zones& zones) {
    std::vector<ZoneSubnets> groups;
    for (const auto& subnet : subnets) {
        const auto known = zones.find(subnet);
        const auto& zone = known == zones.end() ? subnet : known->second;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.zone == zone; });
        if (group == groups.end()) group = groups.insert(group, ZoneSubnets{zone, {}});
        group->subnets.push_back(subnet);
    }
    return groups;
}

}  // namespace

AwsResult<Zones> Subnets::zones_of(const std::vector<std::string>& subnets) {
    Zones zones;
    Form form;
    int number = 0;
    {
        const MutexLock lock(mutex_);
        for (const auto& subnet : subnets) {
            const auto known = known_.find(subnet);
            if (known != known_.end())
                zones.insert(*known);
            else
                form.add(fmt::format("SubnetId.{}", ++number), subnet);
        }
    }
    if (number == 0) return zones;
    const auto answer = ec2_.query("DescribeSubnets", form);
    if (!answer) return tl::make_unexpected(answer.error());
    const MutexLock lock(mutex_);
    for (const auto item : answer->child("subnetSet").children("item")) {
        const std::string zone = item.child_value("availabilityZone");
        if (zone.empty()) continue;
        known_[item.child_value("subnetId")] = zone;
        zones[item.child_value("subnetId")] = zone;
    }
    return zones;
}

std::vector<std::string> one_per_zone(const std::vector<std::string>& subnets, const Zones& zones,
                                      const std::string& token) {
    const auto turn = std::hash<std::string>{}(token);
    std::vector<std::string> chosen;
    for (const auto& group : by_zone(subnets, zones)) chosen.push_back(group.subnets[turn % group.subnets.size()]);
    return chosen;
}

std::string shared_zones(const std::vector<std::string>& subnets, const Zones& zones) {
    std::string text;
    for (const auto& [zone, inside] : by_zone(subnets, zones))
        if (inside.size() > 1)
            text += fmt::format("{}{} are in {}", text.empty() ? "" : "; ", fmt::join(inside, ", "), zone);
    return text;
}

}  // namespace hf::aws
