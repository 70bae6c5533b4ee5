#include "ctl/native_specs.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "ctl/cell.hpp"
#include "ctl/other_brokers.hpp"

namespace hf::ctl {
namespace {

struct SpecPlace {
    std::string_view theirs;
    std::string_view key;  // empty: left out, since hostfactory sets it for each launch
};

// These are parameters of launch templates and of RunInstances.
constexpr std::array of_machines{
    SpecPlace{"ImageId", "imageId"},     SpecPlace{"InstanceType", "vmType"},
    SpecPlace{"KeyName", "keyName"},     SpecPlace{"SecurityGroupIds", "securityGroupIds"},
    SpecPlace{"SubnetId", "subnetId"},   SpecPlace{"MinCount", {}},
    SpecPlace{"MaxCount", {}},           SpecPlace{"ClientToken", {}},
    SpecPlace{"LaunchTemplate", {}},     SpecPlace{"LaunchTemplateName", {}},
    SpecPlace{"VersionDescription", {}},
};

// These are parameters of CreateFleet, RequestSpotFleet and CreateAutoScalingGroup.
constexpr std::array of_fleets{
    SpecPlace{"Type", "fleetType"},
    SpecPlace{"IamFleetRole", "fleetRole"},
    SpecPlace{"SpotPrice", "maxSpotPrice"},
    SpecPlace{"AllocationStrategy", "allocationStrategy"},
    SpecPlace{"OnDemandAllocationStrategy", "allocationStrategyOnDemand"},
    SpecPlace{"InstancePoolsToUseCount", "poolsCount"},
    SpecPlace{"SpotOptions.AllocationStrategy", "allocationStrategy"},
    SpecPlace{"SpotOptions.InstancePoolsToUseCount", "poolsCount"},
    SpecPlace{"SpotOptions.InstanceInterruptionBehavior", {}},
    SpecPlace{"OnDemandOptions.AllocationStrategy", "allocationStrategyOnDemand"},
    SpecPlace{"VPCZoneIdentifier", "subnetId"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity", "onDemandCapacity"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity", "percentOnDemand"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy", "allocationStrategy"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy", "allocationStrategyOnDemand"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.SpotInstancePools", "poolsCount"},
    SpecPlace{"MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice", "maxSpotPrice"},
    SpecPlace{"TargetCapacitySpecification.TotalTargetCapacity", {}},
    SpecPlace{"TargetCapacitySpecification.SpotTargetCapacity", {}},
    SpecPlace{"TargetCapacitySpecification.OnDemandTargetCapacity", {}},
    SpecPlace{"TargetCapacity", {}},
    SpecPlace{"MinSize", {}},
    SpecPlace{"MaxSize", {}},
    SpecPlace{"DesiredCapacity", {}},
    SpecPlace{"AutoScalingGroupName", {}},
    SpecPlace{"ClientToken", {}},
    SpecPlace{"ReplaceUnhealthyInstances", {}},
    SpecPlace{"ExcessCapacityTerminationPolicy", {}},
    SpecPlace{"TerminateInstancesWithExpiration", {}},
    SpecPlace{"ValidUntil", {}},
};

template <std::size_t N>
const SpecPlace* place_of(const std::array<SpecPlace, N>& places, std::string_view theirs) {
    const auto* found = std::find_if(places.begin(), places.end(), [&](const auto& p) { return p.theirs == theirs; });
    return found == places.end() ? nullptr : found;
}

// What a placeholder stands for that the template itself says; the daemon fills in the others.
const Value* placeholder_value(const ValueMap& entry, std::string_view name) {
    constexpr std::array<SpecPlace, 9> known{SpecPlace{"image_id", "imageId"},
                                             SpecPlace{"instance_type", "vmType"},
                                             SpecPlace{"vm_type", "vmType"},
                                             SpecPlace{"key_name", "keyName"},
                                             SpecPlace{"subnet_id", "subnetId"},
                                             SpecPlace{"subnet_ids", "subnetId"},
                                             SpecPlace{"security_group_ids", "securityGroupIds"},
                                             SpecPlace{"instance_profile", "instanceProfile"},
                                             SpecPlace{"fleet_role", "fleetRole"}};
    const auto* place = place_of(known, name);
    const auto it = place ? entry.find(place->key) : entry.end();
    return it == entry.end() ? nullptr : &it->second;
}

Value with_values(const Value& value, const ValueMap& entry) {
    if (const auto* map = value.as<ValueMap>()) {
        ValueMap result;
        for (const auto& [key, each] : *map) result.emplace(key, with_values(each, entry));
        return result;
    }
    if (const auto* list = value.as<ValueList>()) {
        ValueList result;
        for (const auto& each : *list) result.push_back(with_values(each, entry));
        return result;
    }
    const auto* text = value.as<std::string>();
    if (!text || !text->starts_with("{{") || !text->ends_with("}}") || text->find("}}") + 2 != text->size())
        return value;
    auto name = std::string_view(*text).substr(2, text->size() - 4);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const auto* known = placeholder_value(entry, name);
    return known ? *known : value;
}

bool has_placeholder(const Value& value) {
    const auto* text = value.as<std::string>();
    return text && text->find("{{") != std::string::npos;
}

class NativeSpecs {
public:
    NativeSpecs(ValueMap& entry, const FileReader& files, KeyNotes& notes)
        : entry_(entry), files_(files), notes_(notes) {}

    tl::expected<ValueMap, std::string> take() {
        auto of_template = take_out("launch_template_spec");
        if (!of_template) return tl::make_unexpected(of_template.error());
        auto of_call = take_out("provider_api_spec");
        if (!of_call) return tl::make_unexpected(of_call.error());
        if (*of_template) take_launch_template(**of_template);
        if (*of_call) take_call(**of_call);
        return std::move(tags_);
    }

private:
    using Spec = tl::expected<std::optional<ValueMap>, std::string>;

    // The spec of this name, given in place or by a file, with the placeholders filled that the template knows.
    Spec take_out(const std::string& name) {
        std::optional<Value> found;
        if (const auto it = entry_.find(name); it != entry_.end()) {
            found = std::move(it->second);
            entry_.erase(it);
            notes_.becomes(name, "the keys that say the same, and configuration.nativeSpec");
        }
        if (const auto it = entry_.find(name + "_file"); it != entry_.end()) {
            const auto* path = it->second.as<std::string>();
            if (found) return tl::make_unexpected(fmt::format("{0}_file can't be given beside {0}", name));
            if (!path) return tl::make_unexpected(fmt::format("{}_file must be a path", name));
            auto read = files_(*path);
            if (!read) return tl::make_unexpected(fmt::format("{}_file: {}", name, read.error()));
            found = std::move(*read);
            entry_.erase(it);
            notes_.becomes(name + "_file", "the keys that say the same, and configuration.nativeSpec");
        }
        if (!found) return std::nullopt;
        const auto filled = with_values(*found, entry_);
        const auto* map = filled.as<ValueMap>();
        if (!map) return tl::make_unexpected(fmt::format("{} must be a map, not {}", name, in_words(filled)));
        return *map;
    }

    void put(std::string_view key, const Value& value, const std::string& path) {
        if (has_placeholder(value))
            return notes_.leave_out(path, "the template does not say what its placeholder means");
        const auto it = entry_.find(key);
        if (it != entry_.end() && it->second != value)
            notes_.warn(path, fmt::format("is taken in place of the template's {}", key));
        entry_.insert_or_assign(std::string(key), value);
        notes_.becomes(path, key == "priceType" ? "price_type" : fmt::format("configuration.{}", key));
    }

    void leave_out(const std::string& path) { notes_.leave_out(path, "hostfactory sets it for each launch"); }

    void take_launch_template(const ValueMap& spec) {
        const std::string name = "launch_template_spec.";
        for (const auto& [key, value] : spec) {
            const auto* data = key == "LaunchTemplateData" ? value.as<ValueMap>() : nullptr;
            if (data)
                take_machines(*data, name + key + ".");
            else
                leave_out(name + key);
        }
    }

    // The data of a launch template, or the parameters of RunInstances.
    void take_machines(const ValueMap& data, const std::string& where) {
        for (const auto& [key, value] : data) {
            const auto path = where + key;
            const auto* place = place_of(of_machines, key);
            if (key == "TagSpecifications") {
                take_tags(value, path);
            } else if (key == "InstanceType" && entry_.contains("vmTypes")) {
                notes_.leave_out(path, "the types are those of vmTypes");
            } else if (key == "IamInstanceProfile") {
                const auto* profile = value.as<ValueMap>();
                if (profile && profile->size() == 1)
                    put("instanceProfile", profile->begin()->second, path);
                else
                    notes_.leave_out(path, "it is no map of a Name or an Arn");
            } else if (place && place->key.empty()) {
                leave_out(path);
            } else if (place) {
                put(place->key, value, path);
            } else {
                set_native(entry_, {key}, value);
                notes_.becomes(path, "configuration.nativeSpec." + key);
            }
        }
    }

    void take_tags(const Value& specifications, const std::string& path) {
        const auto* list = specifications.as<ValueList>();
        if (!list) return notes_.leave_out(path, "it is no list");
        for (const auto& each : *list) {
            const auto resource = cell(member(each, "ResourceType"), nullptr, {});
            const auto* tags = member(each, "Tags").as<ValueList>();
            // Fleets, groups and launch templates are gone when the machines are there.
            if (!tags || (resource != "instance" && resource != "volume")) {
                notes_.leave_out(fmt::format("{} of a {}", path, resource),
                                 "only machines and their disks have such tags");
                continue;
            }
            for (const auto& tag : *tags)
                if (const auto* key = member(tag, "Key").as<std::string>())
                    tags_.insert_or_assign(*key, member(tag, "Value"));
            notes_.becomes(path, "tags");
        }
    }

    void take_call(const ValueMap& spec) {
        const std::string name = "provider_api_spec.";
        const auto api = entry_.find("providerApi");
        if (api == entry_.end() || api->second == Value("RunInstances")) return take_machines(spec, name);
        const auto inner = spec.find("SpotFleetRequestConfig");
        const auto* of_spot_fleet = inner == spec.end() ? nullptr : inner->second.as<ValueMap>();
        take_fleet(of_spot_fleet ? *of_spot_fleet : spec, {}, name);
    }

    // `outer`: the path of these parameters within the call.
    void take_fleet(const ValueMap& spec, const std::string& outer, const std::string& name) {
        for (const auto& [key, value] : spec) {
            const auto theirs = outer + key;
            const auto path = name + theirs;
            const auto* place = place_of(of_fleets, theirs);
            if (place && place->key.empty())
                leave_out(path);
            else if (place)
                put(place->key, value, path);
            else if (theirs == "TargetCapacitySpecification.DefaultTargetCapacityType")
                put("priceType", value == Value("on-demand") ? Value("ondemand") : value, path);
            else if (theirs == "LaunchTemplateConfigs" || theirs == "MixedInstancesPolicy.LaunchTemplate")
                take_configs(value, path);
            else if (theirs == "TagSpecifications")
                take_tags(value, path);
            else if (const auto* map = value.as<ValueMap>())
                take_fleet(*map, theirs + ".", name);
            else
                notes_.leave_out(path, "there is no key for it here");
        }
    }

    void take_configs(const Value& configs, const std::string& path) {
        const auto* list = configs.as<ValueList>();
        if (!list) return take_config(configs, path);
        for (const auto& each : *list) take_config(each, path);
    }

    void take_config(const Value& config, const std::string& path) {
        const auto& launch_template = member(config, "LaunchTemplateSpecification");
        if (const auto& id = member(launch_template, "LaunchTemplateId"); !id.is_null() && !has_placeholder(id)) {
            put("launchTemplateId", id, path + ".LaunchTemplateSpecification.LaunchTemplateId");
            if (const auto& version = member(launch_template, "Version"); !version.is_null())
                put("launchTemplateVersion", version, path + ".LaunchTemplateSpecification.Version");
        }
        if (const auto* overrides = member(config, "Overrides").as<ValueList>()) take_overrides(*overrides, path);
        notes_.places.try_emplace(path, "its launch template and overrides");
    }

    void take_overrides(const ValueList& overrides, const std::string& path) {
        ValueMap types;
        ValueMap priorities;
        ValueList subnets;
        for (const auto& each : overrides) {
            const auto* type = member(each, "InstanceType").as<std::string>();
            const auto& weight = member(each, "WeightedCapacity");
            if (type) types.insert_or_assign(*type, weight.is_null() ? Value(1) : weight);
            if (const auto& priority = member(each, "Priority"); type && !priority.is_null())
                priorities.insert_or_assign(*type, priority);
            const auto& subnet = member(each, "SubnetId");
            if (!subnet.is_null() && std::find(subnets.begin(), subnets.end(), subnet) == subnets.end())
                subnets.push_back(subnet);
            if (const auto& price = member(each, "MaxPrice"); !price.is_null())
                put("maxSpotPrice", price, path + ".Overrides.MaxPrice");
        }
        if (!types.empty()) {
            entry_.erase("vmType");
            put("vmTypes", types, path + ".Overrides.InstanceType");
        }
        if (!priorities.empty()) put("vmTypesPriority", priorities, path + ".Overrides.Priority");
        if (!subnets.empty()) put("subnetId", subnets, path + ".Overrides.SubnetId");
    }

    ValueMap& entry_;
    const FileReader& files_;
    KeyNotes& notes_;
    ValueMap tags_;
};

}  // namespace

tl::expected<ValueMap, std::string> take_native_specs(ValueMap& entry, const FileReader& files, KeyNotes& notes) {
    return NativeSpecs(entry, files, notes).take();
}

}  // namespace hf::ctl
