#include "adapters/providers/aws/handlers/overrides.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/launch_data.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/offerings.hpp"
#include "adapters/providers/aws/template/api_checks.hpp"

namespace hf::aws {
namespace {

// The API reference names lists in the plural (CpuManufacturers); in a call they are
// CpuManufacturer.1, and for a Spot Fleet CpuManufacturerSet.1.
std::string name_of_list(std::string name, FleetKind kind) {
    if (name.ends_with('s')) name.pop_back();
    if (kind == FleetKind::spot && !name.ends_with("Set")) name += "Set";
    return name;
}

ValueMap with_names_of_lists(const ValueMap& map, FleetKind kind) {
    ValueMap result;
    for (const auto& [key, value] : map) {
        if (const auto* inner = value.as<ValueMap>())
            result.emplace(key, with_names_of_lists(*inner, kind));
        else
            result.emplace(value.as<ValueList>() ? name_of_list(key, kind) : key, value);
    }
    return result;
}

}  // namespace

void add_overrides(Form& form, const std::string& prefix, const LaunchJob& job, FleetKind kind) {
    const auto& spec = job.ready.spec;
    const bool prioritised = spec.allocation_strategy == "capacity-optimized-prioritized" ||
                             spec.allocation_strategy_on_demand == "prioritized";
    const auto requirements = with_names_of_lists(spec.requirements, kind);
    // A launch template of ours has the image already, and a Spot Fleet takes none here.
    const bool own = kind == FleetKind::ec2 && !spec.launch_template_id.empty();
    const auto image = own ? job.ready.image_id : std::string{};
    const std::size_t most = requirements.empty() ? most_overrides : most_requirements;
    std::size_t number = 0;
    // One price type is enough here, since the fleet's shares determine the rest.
    for (const auto& offering : offerings_of(spec, all_on_demand(job) ? "ondemand" : "spot")) {
        if (offering.type.empty() && offering.subnet.empty() && requirements.empty() && image.empty()) continue;
        if (number == most) return;
        const auto here = fmt::format("{}Overrides.{}.", prefix, ++number);
        if (!offering.type.empty()) form.add(here + "InstanceType", offering.type);
        add_native(form, here + "InstanceRequirements.", requirements);
        if (!offering.subnet.empty()) form.add(here + "SubnetId", offering.subnet);
        if (!image.empty()) form.add(here + "ImageId", image);
        // A Spot Fleet has a single price.
        if (kind == FleetKind::ec2 && !spec.max_spot_price.empty()) form.add(here + "MaxPrice", spec.max_spot_price);
        if (job.counts_units()) form.add(here + "WeightedCapacity", std::to_string(job.weight_of(offering.type)));
        if (prioritised && !offering.type.empty()) form.add(here + "Priority", std::to_string(number));
    }
}

}  // namespace hf::aws
