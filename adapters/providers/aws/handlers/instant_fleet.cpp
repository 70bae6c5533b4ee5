#include "adapters/providers/aws/handlers/instant_fleet.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/tags.hpp"

namespace hf::aws {
namespace {

// What is to be on demand of a fleet that has both.
std::uint32_t on_demand_of(const LaunchJob& job) {
    if (job.order.price_type == "ondemand") return job.missing;
    if (job.order.price_type == "spot") return 0;
    // Rounded up: a site that asks for some on demand gets at least one.
    return (job.missing * job.ready.spec.percent_on_demand + 99) / 100;
}

ProviderError error_of(const AwsResult<XmlAnswer>& answer, std::size_t got, std::uint32_t wanted) {
    std::string text;
    std::optional<ProviderErrorKind> kind;
    for (const auto item : answer->child("errorSet").children("item")) {
        const AwsError error{"CreateFleet", item.child_value("errorCode"), item.child_value("errorMessage"), 200, true};
        const auto told = kind_of(error);
        if (!kind || told == ProviderErrorKind::no_capacity) kind = told;
        const auto overrides = item.child("launchTemplateAndOverrides").child("overrides");
        text += fmt::format("{}{}{}{}: {}: {}", text.empty() ? "" : "; ", overrides.child_value("instanceType"),
                            *overrides.child_value("subnetId") ? " in " : "", overrides.child_value("subnetId"),
                            error.code, error.message);
    }
    // Whether a part of a fleet's call has had an effect is told by its instances alone.
    if (!kind || *kind == ProviderErrorKind::unreachable) kind = ProviderErrorKind::no_capacity;
    return {*kind, fmt::format("CreateFleet: {} of {} machines came: {}", got, wanted,
                               text.empty() ? "no reason is known" : text)};
}

}  // namespace

Form InstantFleet::template_form(const LaunchJob& job) {
    Form form;
    form.add("LaunchTemplateName", template_name(job.order.token));
    form.add("ClientToken", client_token(job.order.token, 0, "launch template"));
    add_launch_data(form, "LaunchTemplateData.", job.ready);
    // The least that a launch template must say; each offering says its own.
    if (!job.ready.spec.types.empty()) form.set("LaunchTemplateData.InstanceType", job.ready.spec.types.front());
    const auto tags = tag::of(job.order);
    tag::add(form, "LaunchTemplateData.TagSpecification.1.", "instance", tags);
    tag::add(form, "LaunchTemplateData.TagSpecification.2.", "volume", tags);
    tag::add(form, "TagSpecification.1.", "launch-template", tags);
    return form;
}

Form InstantFleet::fleet_form(const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    Form form;
    form.add("Type", "instant");
    form.add("ClientToken", client_token(job.order.token, job.missing, "fleet"));
    const auto on_demand = on_demand_of(job);
    form.add("TargetCapacitySpecification.TotalTargetCapacity", std::to_string(job.missing));
    form.add("TargetCapacitySpecification.OnDemandTargetCapacity", std::to_string(on_demand));
    form.add("TargetCapacitySpecification.SpotTargetCapacity", std::to_string(job.missing - on_demand));
    form.add("TargetCapacitySpecification.DefaultTargetCapacityType",
             job.order.price_type == "ondemand" ? "on-demand" : "spot");
    if (!spec.allocation_strategy.empty() && on_demand < job.missing)
        form.add("SpotOptions.AllocationStrategy", spec.allocation_strategy);
    if (!spec.allocation_strategy_on_demand.empty() && on_demand > 0)
        form.add("OnDemandOptions.AllocationStrategy", spec.allocation_strategy_on_demand);

    const std::string config = "LaunchTemplateConfigs.1.";
    if (spec.launch_template_id.empty()) {
        form.add(config + "LaunchTemplateSpecification.LaunchTemplateName", template_name(job.order.token));
        form.add(config + "LaunchTemplateSpecification.Version", "$Latest");
    } else {
        form.add(config + "LaunchTemplateSpecification.LaunchTemplateId", spec.launch_template_id);
        form.add(config + "LaunchTemplateSpecification.Version",
                 spec.launch_template_version.empty() ? "$Default" : spec.launch_template_version);
    }
    const bool prioritised = spec.allocation_strategy == "capacity-optimized-prioritized" ||
                             spec.allocation_strategy_on_demand == "prioritized";
    int number = 0;
    // Of all of them one price: the fleet's shares say the rest.
    for (const auto& offering : offerings_of(spec, "ondemand")) {
        if (offering.type.empty() && offering.subnet.empty()) continue;
        const auto here = fmt::format("{}Overrides.{}.", config, ++number);
        if (!offering.type.empty()) form.add(here + "InstanceType", offering.type);
        if (!offering.subnet.empty()) form.add(here + "SubnetId", offering.subnet);
        if (!spec.max_spot_price.empty()) form.add(here + "MaxPrice", spec.max_spot_price);
        if (prioritised) form.add(here + "Priority", std::to_string(number));
    }
    const auto tags = tag::of(job.order);
    tag::add(form, "TagSpecification.1.", "fleet", tags);
    tag::add(form, "TagSpecification.2.", "instance", tags);
    return form;
}

LaunchResult InstantFleet::launch(const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    if (!spec.fleet_type.empty() && spec.fleet_type != "instant")
        return {{},
                ProviderError{ProviderErrorKind::invalid,
                              fmt::format("a fleetType of {} is not provided by this version; instant is (template's "
                                          "fleetType)",
                                          spec.fleet_type)}};
    if (!spec.launch_template_id.empty()) return create(job);
    // Made again by a repeated launch it is the same: its name is the launch's own.
    const auto made = ec2_.query("CreateLaunchTemplate", template_form(job));
    if (!made && made.error().code != "InvalidLaunchTemplateName.AlreadyExistsException")
        return {{}, provider_error(made.error())};
    auto result = create(job);
    // With an open end the template stays for the launch that will be made again.
    if (!result.error || result.error->kind != ProviderErrorKind::unreachable) {
        const auto deleted =
            ec2_.query("DeleteLaunchTemplate", Form().add("LaunchTemplateName", template_name(job.order.token)));
        // What can't be deleted now is found by its tags when the provider is swept.
        static_cast<void>(deleted);
    }
    return result;
}

LaunchResult InstantFleet::create(const LaunchJob& job) {
    const auto answer = ec2_.query("CreateFleet", fleet_form(job), Repeat::known);
    if (!answer) return {{}, provider_error(answer.error())};
    LaunchResult result;
    for (const auto item : answer->child("fleetInstanceSet").children("item")) {
        for (const auto id : item.child("instanceIds").children("item")) {
            ProviderMachine machine;
            machine.id = id.text().get();
            machine.name = machine.id;
            machine.token = job.order.token;
            machine.status = MachineStatus::launching;
            machine.instance_type = item.child_value("instanceType");
            if (*item.child_value("lifecycle")) machine.details.emplace("lifecycle", item.child_value("lifecycle"));
            result.machines.push_back(std::move(machine));
        }
    }
    if (result.machines.size() < job.missing) result.error = error_of(answer, result.machines.size(), job.missing);
    return result;
}

}  // namespace hf::aws
