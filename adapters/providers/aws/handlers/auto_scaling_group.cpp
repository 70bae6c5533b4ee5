#include "adapters/providers/aws/handlers/auto_scaling_group.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_call.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/template/api_checks.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

// Instances per DetachInstances call. How long to wait for pending instances, and for the group's deletion.
constexpr std::size_t most_detached = 20;
constexpr auto group_timeout = 60s;
constexpr auto between_looks = 1s;

void add_policy(Form& form, const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    const std::string policy = "MixedInstancesPolicy.";
    LaunchTemplates::refer(form, policy + "LaunchTemplate.LaunchTemplateSpecification.", job);
    const auto& types = types_of(job);
    for (std::size_t i = 0; i < std::min(types.size(), most_group_types); ++i) {
        const auto here = fmt::format("{}LaunchTemplate.Overrides.member.{}.", policy, i + 1);
        form.add(here + "InstanceType", types[i]);
        if (job.counts_units()) form.add(here + "WeightedCapacity", std::to_string(job.weight_of(types[i])));
    }
    const auto distribution = policy + "InstancesDistribution.";
    form.add(distribution + "OnDemandBaseCapacity", std::to_string(std::min(job.missing, spec.on_demand_capacity)));
    form.add(distribution + "OnDemandPercentageAboveBaseCapacity",
             std::to_string(all_on_demand(job) ? 100U : spec.percent_on_demand));
    if (!spec.allocation_strategy.empty()) form.add(distribution + "SpotAllocationStrategy", spec.allocation_strategy);
    if (!spec.allocation_strategy_on_demand.empty())
        form.add(distribution + "OnDemandAllocationStrategy", spec.allocation_strategy_on_demand);
    if (spec.pools_count) form.add(distribution + "SpotInstancePools", std::to_string(*spec.pools_count));
    if (!spec.max_spot_price.empty()) form.add(distribution + "SpotMaxPrice", spec.max_spot_price);
}

}  // namespace

Form AutoScalingGroup::form_of(const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    const auto name = LaunchTemplates::name_of(job.order.token);
    Form form;
    form.add("AutoScalingGroupName", name);
    form.add("MinSize", "0").add("MaxSize", std::to_string(job.missing));
    form.add("DesiredCapacity", std::to_string(job.missing));
    form.add("VPCZoneIdentifier", fmt::format("{}", fmt::join(spec.subnets, ",")));
    // Only a give-back ends a machine.
    form.add("NewInstancesProtectedFromScaleIn", "true");
    // Only a policy has weights.
    const bool needs_policy = job.order.price_type != "ondemand" || types_of(job).size() > 1 || job.counts_units();
    if (!needs_policy)
        LaunchTemplates::refer(form, "LaunchTemplate.", job);
    else
        add_policy(form, job);
    int number = 0;
    for (const auto& [key, value] : tag::of(job.order)) {
        const auto here = fmt::format("Tags.member.{}.", ++number);
        form.add(here + "ResourceId", name).add(here + "ResourceType", "auto-scaling-group");
        form.add(here + "Key", key).add(here + "Value", value).add(here + "PropagateAtLaunch", "true");
    }
    return form;
}

AwsResult<Opened> AutoScalingGroup::open(const LaunchJob& job) {
    if (auto made = templates_.create(job); !made) return tl::make_unexpected(std::move(made.error()));
    FleetCall call(auto_scaling_, "CreateAutoScalingGroup", form_of);
    const auto answer = call.make(job);
    if (!answer && answer.error().code != "AlreadyExists") return tl::make_unexpected(answer.error());
    return Opened{{}, {}, call.left_out()};
}

AwsResult<std::optional<AutoScalingGroup::Members>> AutoScalingGroup::members_of(const std::string& name) {
    const auto answer =
        auto_scaling_.query("DescribeAutoScalingGroups", Form().add("AutoScalingGroupNames.member.1", name));
    if (!answer) return tl::make_unexpected(answer.error());
    const auto group = answer->child("DescribeAutoScalingGroupsResult").child("AutoScalingGroups").child("member");
    // A group that is being deleted launches nothing.
    if (!group || *group.child_value("Status")) return std::nullopt;
    Members members;
    for (const auto item : group.child("Instances").children("member")) {
        const std::string_view state = item.child_value("LifecycleState");
        if (state == "InService")
            members.in_service.emplace_back(item.child_value("InstanceId"));
        else if (state.starts_with("Pending"))
            members.any_on_their_way = true;
    }
    return members;
}

AwsResult<void> AutoScalingGroup::detach(const std::string& name, std::span<const std::string> ids) {
    while (!ids.empty()) {
        const auto batch = ids.first(std::min(ids.size(), most_detached));
        ids = ids.subspan(batch.size());
        Form form;
        form.add("AutoScalingGroupName", name).add("ShouldDecrementDesiredCapacity", "true");
        for (std::size_t i = 0; i < batch.size(); ++i) form.add(fmt::format("InstanceIds.member.{}", i + 1), batch[i]);
        const auto answer = auto_scaling_.query("DetachInstances", form);
        if (!answer) return tl::make_unexpected(answer.error());
    }
    return {};
}

AwsResult<void> AutoScalingGroup::take_apart(const std::string& name) {
    const auto until = std::chrono::steady_clock::now() + group_timeout;
    while (true) {
        const auto members = members_of(name);
        if (!members) return tl::make_unexpected(members.error());
        if (!*members) return {};
        if (auto detached = detach(name, (*members)->in_service); !detached) return detached;
        if (!(*members)->any_on_their_way) {
            const auto deleted =
                auto_scaling_.query("DeleteAutoScalingGroup", Form().add("AutoScalingGroupName", name));
            if (deleted) return {};
            const auto& code = deleted.error().code;
            if (code != "ScalingActivityInProgress" && code != "ResourceInUse")
                return tl::make_unexpected(deleted.error());
        }
        if (std::chrono::steady_clock::now() > until)
            return tl::make_unexpected(AwsError{"DeleteAutoScalingGroup", {}, "the group is still at work", 0, true});
        if (!auto_scaling_.leaving().sleep_for(between_looks))
            return tl::make_unexpected(
                AwsError{"DeleteAutoScalingGroup", {}, "was left, since the daemon ends", 0, true});
    }
}

AwsResult<void> AutoScalingGroup::close(const std::string& token) {
    const auto name = LaunchTemplates::name_of(token);
    const auto members = members_of(name);
    if (!members) return tl::make_unexpected(members.error());
    if (*members) {
        // Suspend these first, so that no machine is replaced while the machines are detached.
        Form form;
        form.add("AutoScalingGroupName", name);
        int number = 0;
        for (const auto* process : {"Launch", "Terminate", "ReplaceUnhealthy", "AZRebalance"})
            form.add(fmt::format("ScalingProcesses.member.{}", ++number), process);
        if (const auto kept = auto_scaling_.query("SuspendProcesses", form); !kept)
            return tl::make_unexpected(kept.error());
        if (auto apart = take_apart(name); !apart) return apart;
    }
    return templates_.remove(token);
}

}  // namespace hf::aws
