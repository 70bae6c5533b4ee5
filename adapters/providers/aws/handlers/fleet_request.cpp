#include "adapters/providers/aws/handlers/fleet_request.hpp"

#include <algorithm>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"
#include "adapters/providers/aws/handlers/overrides.hpp"

namespace hf::aws {

bool all_on_demand(const LaunchJob& job) { return job.order.price_type == "ondemand" || job.fallback == Fallback::due; }

std::uint32_t on_demand_of(const LaunchJob& job) {
    if (all_on_demand(job)) return job.missing;
    const auto& spec = job.ready.spec;
    const auto first = std::min(job.missing, spec.on_demand_capacity);
    // Rounded up, so that a site that asks for a share on demand gets at least one.
    return first + ((job.missing - first) * spec.percent_on_demand + 99) / 100;
}

const std::vector<std::string>& types_of(const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    return all_on_demand(job) && !spec.types_on_demand.empty() ? spec.types_on_demand : spec.types;
}

Form fleet_form(const LaunchJob& job, const std::string& type) {
    const auto& spec = job.ready.spec;
    const auto on_demand = on_demand_of(job);
    Form form;
    form.add("Type", type);
    form.add("ClientToken", client_token(job.order.token, job.missing,
                                         (job.fallback == Fallback::due ? "fleet on demand" : "fleet") + job.variant));
    form.add("TargetCapacitySpecification.TotalTargetCapacity", std::to_string(job.missing));
    form.add("TargetCapacitySpecification.OnDemandTargetCapacity", std::to_string(on_demand));
    form.add("TargetCapacitySpecification.SpotTargetCapacity", std::to_string(job.missing - on_demand));
    form.add("TargetCapacitySpecification.DefaultTargetCapacityType", all_on_demand(job) ? "on-demand" : "spot");
    if (!spec.allocation_strategy.empty() && on_demand < job.missing)
        form.add("SpotOptions.AllocationStrategy", spec.allocation_strategy);
    if (spec.pools_count && on_demand < job.missing)
        form.add("SpotOptions.InstancePoolsToUseCount", std::to_string(*spec.pools_count));
    if (!spec.allocation_strategy_on_demand.empty() && on_demand > 0)
        form.add("OnDemandOptions.AllocationStrategy", spec.allocation_strategy_on_demand);
    // Without this an instant fleet passes over the reservation of its launch template; other fleets don't take it.
    const auto& reservation = spec.capacity_reservation;
    if (type == "instant" && on_demand > 0 && !reservation.empty() && reservation != "none")
        form.add("OnDemandOptions.CapacityReservationOptions.UsageStrategy", "use-capacity-reservations-first");

    const std::string config = "LaunchTemplateConfigs.1.";
    LaunchTemplates::refer(form, config + "LaunchTemplateSpecification.", job);
    add_overrides(form, config, job, FleetKind::ec2);
    const auto tags = tag::of(job.order);
    tag::add(form, "TagSpecification.1.", "fleet", tags);
    // Other fleets take the tags of their instances only from the launch template.
    if (type == "instant") tag::add(form, "TagSpecification.2.", "instance", tags);
    return form;
}

}  // namespace hf::aws
