#include "adapters/providers/aws/handlers/spot_fleet_request.hpp"

#include <fmt/format.h>

#include <cctype>

#include "adapters/providers/aws/api/aws_time.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"
#include "adapters/providers/aws/handlers/overrides.hpp"

namespace hf::aws {
namespace {

// RequestSpotFleet writes "capacity-optimized" as "capacityOptimized".
std::string camel_case(std::string_view text) {
    std::string result;
    bool after_hyphen = false;
    for (const char c : text) {
        if (c != '-') result += after_hyphen ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        after_hyphen = c == '-';
    }
    return result;
}

// Rounded up to full five minutes, so that a repeated call usually is the same call and its client
// token is recognised.
std::string end_of(Timestamp now, std::chrono::minutes after) {
    constexpr auto step = std::chrono::microseconds{std::chrono::minutes{5}}.count();
    const auto end = now + after;
    return aws_time({(end.microseconds + step - 1) / step * step});
}

}  // namespace

Form spot_fleet_form(const LaunchJob& job, Timestamp now) {
    return spot_fleet_form(job, end_of(now, job.ready.spec.spot_fleet_expiry));
}

Form spot_fleet_form(const LaunchJob& job, const std::string& until) {
    const auto& spec = job.ready.spec;
    const auto on_demand = on_demand_of(job);
    const std::string config = "SpotFleetRequestConfig.";
    Form form;
    // Never `maintain` (ADR 17).
    form.add(config + "Type", "request");
    form.add(config + "ClientToken",
             client_token(job.order.token, job.missing,
                          (job.fallback == Fallback::due ? "spot fleet on demand until " : "spot fleet until ") +
                              until + job.variant));
    form.add(config + "IamFleetRole", spec.fleet_role);
    form.add(config + "TargetCapacity", std::to_string(job.missing));
    form.add(config + "OnDemandTargetCapacity", std::to_string(on_demand));
    form.add(config + "AllocationStrategy",
             spec.allocation_strategy.empty() ? "lowestPrice" : camel_case(spec.allocation_strategy));
    if (!spec.allocation_strategy_on_demand.empty() && on_demand > 0)
        form.add(config + "OnDemandAllocationStrategy", camel_case(spec.allocation_strategy_on_demand));
    if (spec.pools_count) form.add(config + "InstancePoolsToUseCount", std::to_string(*spec.pools_count));
    if (!spec.max_spot_price.empty()) form.add(config + "SpotPrice", spec.max_spot_price);
    form.add(config + "ValidUntil", until);
    // Only a give-back ends a machine.
    form.add(config + "TerminateInstancesWithExpiration", "false");
    LaunchTemplates::refer(form, config + "LaunchTemplateConfigs.1.LaunchTemplateSpecification.", job);
    add_overrides(form, config + "LaunchTemplateConfigs.1.", job, FleetKind::spot);
    // A Spot Fleet takes the tags of its instances only from the launch template.
    tag::add(form, config + "TagSpecification.1.", "spot-fleet-request", tag::of(job.order));
    return form;
}

}  // namespace hf::aws
