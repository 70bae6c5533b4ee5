#include "adapters/providers/aws/template/api_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "adapters/providers/aws/template/native_spec.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"

namespace hf::aws {
namespace {

using Types = std::vector<std::string_view>;

void check_fleet_type(const LaunchSpecification& spec, const Types& types, std::vector<Finding>& findings) {
    if (!spec.fleet_type.empty() && std::find(types.begin(), types.end(), spec.fleet_type) == types.end())
        findings.push_back({"fleetType", fmt::format("\"{}\" is none of {}", spec.fleet_type, fmt::join(types, ", "))});
}

// A machine without hostfactory's tags would never be found again.
void check_tags_reach_the_machines(const LaunchSpecification& spec, std::vector<Finding>& findings) {
    if (!spec.launch_template_id.empty())
        findings.push_back({"launchTemplateId",
                            "can't be used by this fleet, which takes the tags of its machines from a launch template "
                            "alone: ours must be on them"});
}

std::vector<Finding> check_ec2_fleet(const LaunchSpecification& spec) {
    std::vector<Finding> findings;
    check_fleet_type(spec, {"instant", "request", "maintain"}, findings);
    if (spec.fleet_type == "request" || spec.fleet_type == "maintain") check_tags_reach_the_machines(spec, findings);
    return findings;
}

std::vector<Finding> check_spot_fleet(const LaunchSpecification& spec) {
    std::vector<Finding> findings;
    check_fleet_type(spec, {"request", "maintain"}, findings);
    check_tags_reach_the_machines(spec, findings);
    return findings;
}

std::vector<Finding> check_for(std::string_view api, const LaunchSpecification& spec) {
    if (api == "EC2Fleet") return check_ec2_fleet(spec);
    if (api == "SpotFleet") return check_spot_fleet(spec);
    std::vector<Finding> findings;
    if (api == "ASG" && spec.subnets.empty()) findings.push_back({"subnetId", "must be given for an ASG"});
    if (!spec.requirements.empty())
        findings.push_back({"abisInstanceRequirements", "is for fleets: EC2Fleet and SpotFleet"});
    return findings;
}

// A fleet or group of the site's own launch template takes all of this from there.
constexpr std::array<std::string_view, 15> of_launch_template{
    "keyName",         "securityGroupIds",     "userData",    "userDataScript",
    "instanceProfile", "rootDeviceVolumeSize", "volumeType",  "iops",
    "pgrpName",        "nativeSpec",           "volumes",     "efaCount",
    "publicIp",        "capacityReservation",  "hostNameType"};

constexpr std::array<std::string_view, 3> placeholder_names{"request_id", "template_id", "name"};

// Without an instanceName there is no name.
void check_placeholders(const ValueMap& configuration, const LaunchSpecification& spec,
                        std::vector<Finding>& findings) {
    const std::span<const std::string_view> all = placeholder_names;
    const auto known = configuration.contains("instanceName") ? all : all.first(2);
    for (const auto& [name, value] : spec.native)
        if (const auto unknown = unknown_placeholder(value, known))
            findings.push_back({"nativeSpec." + name,
                                fmt::format("has {}, which is no placeholder: there are {{{{ request_id }}}}, "
                                            "{{{{ template_id }}}} and, where there is an instanceName, {{{{ name }}}}",
                                            *unknown)});
    if (const auto unknown = unknown_placeholder(spec.instance_name, all.first(2)))
        findings.push_back({"instanceName", fmt::format("has {}, which is no placeholder here: there are "
                                                        "{{{{ request_id }}}} and {{{{ template_id }}}}",
                                                        *unknown)});
}

// By another strategy, or without a fleet or group, EC2 chooses the pools itself.
void check_pools(const std::string& api, const ValueMap& configuration, const LaunchSpecification& spec,
                 std::vector<Finding>& findings) {
    if (!configuration.contains("poolsCount")) return;
    if (api == "RunInstances")
        findings.push_back({"poolsCount", "is for fleets and groups: EC2Fleet, SpotFleet and ASG"});
    else if (!spec.pools_count)
        findings.push_back({"poolsCount", "belongs to the allocationStrategy lowestPrice"});
}

void check_beside_launch_template(const std::string& api, const ValueMap& configuration,
                                  std::vector<Finding>& findings) {
    const auto refuse_beside = [&](std::string_view key) {
        if (configuration.contains(key))
            findings.push_back({std::string(key), fmt::format("has no effect in {} beside launchTemplateId: say it in "
                                                              "the launch template, or leave that out",
                                                              api)});
    };
    if (api == "RunInstances" || !configuration.contains("launchTemplateId")) return;
    for (const auto& key : of_launch_template) refuse_beside(key);
    // An instant fleet takes the image beside its launch template.
    if (api == "ASG") refuse_beside("imageId");
}

}  // namespace

std::vector<Finding> api_notes(std::string_view api, const LaunchSpecification& spec) {
    std::vector<Finding> notes;
    const auto note = [&](const char* field, const char* what, std::size_t most, std::size_t given) {
        if (given > most)
            notes.push_back({field, fmt::format("{} takes {} {} at most: the first {} of {} are used", api, most, what,
                                                most, given)});
    };
    const auto subnets = std::max<std::size_t>(spec.subnets.size(), 1);
    if (api == "ASG") note("vmTypes", "instance types", most_group_types, spec.types.size());
    if (api != "EC2Fleet" && api != "SpotFleet") return notes;
    if (!spec.requirements.empty())
        note("subnetId", "subnets with abisInstanceRequirements", most_requirements, subnets);
    else
        note("vmTypes", "combinations of type and subnet", most_overrides,
             std::max<std::size_t>(spec.types.size(), 1) * subnets);
    return notes;
}

std::vector<Finding> price_notes(std::string_view price_type, const LaunchSpecification& spec) {
    std::vector<Finding> notes;
    const auto note = [&](const char* field, bool is_given, const char* words) {
        if (is_given) notes.push_back({field, words});
    };
    const auto* of_spot = "has no effect with the price_type ondemand: it is for spot and heterogeneous";
    if (price_type == "ondemand") {
        note("percentOnDemand", spec.percent_on_demand > 0, of_spot);
        note("onDemandCapacity", spec.on_demand_capacity > 0, of_spot);
        note("poolsCount", spec.pools_count.has_value(), of_spot);
        note("maxSpotPrice", !spec.max_spot_price.empty(), of_spot);
    } else if (price_type == "spot" && spec.percent_on_demand == 0 && spec.on_demand_capacity == 0) {
        note("vmTypesOnDemand", !spec.types_on_demand.empty(),
             "has no effect with the price_type spot without percentOnDemand or onDemandCapacity: no machine is on "
             "demand");
    }
    return notes;
}

std::string api_of(const std::string& provider_api) { return provider_api.empty() ? "RunInstances" : provider_api; }

tl::expected<LaunchSpecification, std::vector<Finding>> checked_template(const std::string& api,
                                                                         const ValueMap& configuration) {
    auto spec = read_aws_template(configuration);
    if (!spec) return spec;
    if (auto findings = check_for(api, *spec); !findings.empty()) return tl::make_unexpected(std::move(findings));
    return spec;
}

std::vector<Finding> findings_of_new_template(const std::string& api, const ValueMap& configuration) {
    auto spec = checked_template(api, configuration);
    if (!spec) return std::move(spec.error());
    auto findings = native_conflicts(configuration, spec->native);
    check_placeholders(configuration, *spec, findings);
    check_beside_launch_template(api, configuration, findings);
    check_pools(api, configuration, *spec, findings);
    if (configuration.contains("launchTemplateName"))
        findings.push_back({"launchTemplateName", "is not read here: name the launch template by launchTemplateId"});
    return findings;
}

}  // namespace hf::aws
