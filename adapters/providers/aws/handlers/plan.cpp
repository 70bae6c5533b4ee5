#include "adapters/providers/aws/handlers/plan.hpp"

#include <fmt/format.h>

#include <utility>

#include "adapters/providers/aws/api/aws_time.hpp"
#include "adapters/providers/aws/ec2/fleet_role.hpp"
#include "adapters/providers/aws/handlers/auto_scaling_group.hpp"
#include "adapters/providers/aws/handlers/ec2_fleet.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"
#include "adapters/providers/aws/handlers/spot_fleet_request.hpp"
#include "adapters/providers/aws/template/api_checks.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"

namespace hf::aws {
namespace {

using Calls = std::vector<PlannedCall>;
// The function that makes the form for a fleet or a group.
using FormOf = Form (*)(const LaunchJob& job);

constexpr std::size_t most_calls = 50;
constexpr auto what_is_missing = "for what is missing then";

ReadySpecification as_written(LaunchSpecification spec, const LaunchSpec& order) {
    ReadySpecification ready;
    const auto values = placeholder_values(order.configuration, order.request_id, order.template_id);
    spec.native = filled(spec.native, values);
    if (order.provider_api == "SpotFleet" && FleetRole::is_meant(spec.fleet_role))
        spec.fleet_role = fmt::format("the account's {}", FleetRole::name);
    ready.image_id = spec.image_id;
    ready.root_device = spec.image_id.empty() ? "/dev/xvda" : "the image's root device";
    // Show only the length of user data, since it may hold secrets.
    if (!spec.user_data_script.empty())
        ready.user_data = "the contents of " + spec.user_data_script;
    else if (!spec.user_data.empty())
        ready.user_data = fmt::format("{} bytes", filled(spec.user_data, values).size());
    if (const auto native = spec.native.find("UserData"); native != spec.native.end())
        native->second = "that of the nativeSpec";
    ready.spec = std::move(spec);
    return ready;
}

PlannedCall call(std::string action, std::string purpose, const Form& form) {
    PlannedCall planned{std::move(action), std::move(purpose), {}};
    for (const auto& [name, value] : form.fields()) planned.parameters.insert_or_assign(name, value);
    return planned;
}

Calls of_instances(const LaunchJob& job, std::optional<Timestamp> due) {
    Calls calls;
    std::size_t more = 0;
    for (const auto& [offerings, wanted, share] : RunInstances::rounds_of(job, job.order.price_type)) {
        bool first = true;
        for (const auto& offering : offerings) {
            const auto machines = RunInstances::machines_for(job, offerings, offering, wanted, false);
            if (machines == 0) continue;
            if (calls.size() == most_calls) {
                ++more;
                continue;
            }
            auto purpose = in_words(offering);
            if (share) purpose += fmt::format(", the {} on demand of {}", wanted, job.missing);
            if (due && !offering.spot && !share) purpose += fmt::format(", from {} on", aws_time(*due));
            if (!std::exchange(first, false)) purpose += fmt::format(", {}", what_is_missing);
            calls.push_back(call("RunInstances", std::move(purpose),
                                 RunInstances::form_of(job, offering, {machines, machines, share, wanted})));
        }
    }
    if (more > 0) calls.push_back({"RunInstances", fmt::format("{} more offerings", more), {}});
    return calls;
}

std::string in_words(const LaunchJob& job) {
    const auto on_demand = on_demand_of(job);
    const auto number = fmt::format("{} {}", job.missing, name_of(job.order.counts));
    if (all_on_demand(job)) return number + " on demand";
    if (on_demand == 0) return number + " (spot)";
    if (job.ready.spec.on_demand_capacity > 0) return fmt::format("{}, {} of them on demand", number, on_demand);
    return fmt::format("{}, {} % of them on demand", number, job.ready.spec.percent_on_demand);
}

// What of the template is not used in one call.
std::string choices_in_words(const LaunchJob& job) {
    const auto api = api_of(job.order.provider_api);
    std::string text;
    for (const auto& note : api_notes(api, job.ready.spec)) text += fmt::format("; {} ({})", note.message, note.field);
    if (api != "ASG" && job.ready.spec.subnets.size() > 1) text += "; of several subnets of one zone, one is used";
    return text;
}

Calls of_source(LaunchJob job, std::optional<Timestamp> due, const std::string& action, FormOf form_of) {
    Calls calls;
    if (job.ready.spec.launch_template_id.empty())
        calls.push_back(call("CreateLaunchTemplate", "what the machines are made of, deleted after the launch",
                             LaunchTemplates::form_of(job)));
    if (!due) {
        calls.push_back(call(action, in_words(job) + choices_in_words(job), form_of(job)));
        return calls;
    }
    job.fallback = Fallback::later;
    calls.push_back(call(action, fmt::format("{}, until {}{}", in_words(job), aws_time(*due), choices_in_words(job)),
                         form_of(job)));
    job.fallback = Fallback::due;
    calls.push_back(
        call(action, fmt::format("{}, from {} on, {}", in_words(job), aws_time(*due), what_is_missing), form_of(job)));
    return calls;
}

Form spot_fleet_of(const LaunchJob& job) {
    return spot_fleet_form(job, fmt::format("{} min after the call", job.ready.spec.spot_fleet_expiry.count()));
}

}  // namespace

Calls planned_calls(const LaunchSpec& order, const AwsConfig& config) {
    const auto api = api_of(order.provider_api);
    auto spec = checked_template(api, order.configuration);
    if (!spec) return {};
    const auto ready = as_written(std::move(*spec), order);
    // If the fallback is already due, the first call asks on demand.
    const std::chrono::seconds before{config.on_demand_before_s};
    const auto fallback = fallback_of(order, before);
    const auto due = fallback == Fallback::later ? fallback_due(order, before) : std::nullopt;
    const LaunchJob job{order, ready, order.count, fallback};
    if (api == "RunInstances") return of_instances(job, due);
    if (api == "EC2Fleet")
        return of_source(job, due, "CreateFleet",
                         [](const LaunchJob& each) { return fleet_form(each, Ec2Fleet::type_of(each.ready.spec)); });
    if (api == "SpotFleet") return of_source(job, due, "RequestSpotFleet", spot_fleet_of);
    if (api == "ASG") return of_source(job, due, "CreateAutoScalingGroup", AutoScalingGroup::form_of);
    return {};
}

}  // namespace hf::aws
