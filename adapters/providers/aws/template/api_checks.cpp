#include "adapters/providers/aws/template/api_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
    if (spec.fleet_role.empty())
        findings.push_back({"fleetRole", "must be given for a SpotFleet: the ARN of the role that makes its machines"});
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

}  // namespace

std::vector<Finding> api_notes(std::string_view api, const LaunchSpecification& spec) {
    std::vector<Finding> notes;
    const auto note = [&](const char* field, const char* what, std::size_t most, std::size_t given) {
        if (given > most)
            notes.push_back({field, fmt::format("an {} takes {} {} at most: the first {} of {} are used", api, most,
                                                what, most, given)});
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

std::string api_of(const std::string& provider_api) { return provider_api.empty() ? "RunInstances" : provider_api; }

tl::expected<LaunchSpecification, std::vector<Finding>> checked_template(const std::string& api,
                                                                         const ValueMap& configuration) {
    auto spec = read_aws_template(configuration);
    if (!spec) return spec;
    if (auto findings = check_for(api, *spec); !findings.empty()) return tl::make_unexpected(std::move(findings));
    return spec;
}

}  // namespace hf::aws
