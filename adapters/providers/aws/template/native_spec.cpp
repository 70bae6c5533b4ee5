#include "adapters/providers/aws/template/native_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hf::aws {
namespace {

struct ListName {
    std::string_view of_sdk;
    std::string_view of_query;
};

constexpr std::array list_names{
    ListName{"BlockDeviceMappings", "BlockDeviceMapping"},
    ListName{"NetworkInterfaces", "NetworkInterface"},
    ListName{"SecurityGroupIds", "SecurityGroupId"},
    ListName{"SecurityGroups", "SecurityGroup"},
    ListName{"Groups", "SecurityGroupId"},
    ListName{"TagSpecifications", "TagSpecification"},
    ListName{"Tags", "Tag"},
    ListName{"LicenseSpecifications", "LicenseSpecification"},
    ListName{"Ipv4Prefixes", "Ipv4Prefix"},
    ListName{"Ipv6Prefixes", "Ipv6Prefix"},
};

Value value_by_query_names(const Value& value) {
    if (const auto* map = value.as<ValueMap>()) return by_query_names(*map);
    const auto* list = value.as<ValueList>();
    if (!list) return value;
    ValueList result;
    for (const auto& each : *list) result.push_back(value_by_query_names(each));
    return result;
}

std::string query_name(const std::string& name, const Value& value) {
    if (!value.as<ValueList>()) return name;
    const auto* found =
        std::find_if(list_names.begin(), list_names.end(), [&](const auto& l) { return l.of_sdk == name; });
    return std::string(found == list_names.end() ? std::string_view(name) : found->of_query);
}

// A parameter of the nativeSpec, and a key of the template that says the same.
struct Twin {
    std::string_view native;
    std::string_view key;
};

constexpr std::array twins{
    Twin{"ImageId", "imageId"},
    Twin{"InstanceType", "vmType"},
    Twin{"InstanceType", "vmTypes"},
    Twin{"InstanceType", "vmTypesOnDemand"},
    Twin{"KeyName", "keyName"},
    Twin{"UserData", "userData"},
    Twin{"UserData", "userDataScript"},
    Twin{"SubnetId", "subnetId"},
    Twin{"SecurityGroupId", "securityGroupIds"},
    Twin{"SecurityGroup", "securityGroupIds"},
    Twin{"IamInstanceProfile", "instanceProfile"},
    Twin{"LaunchTemplate", "launchTemplateId"},
    Twin{"CapacityReservationSpecification", "capacityReservation"},
};

// What EC2 takes from the network interfaces alone where there are any.
constexpr std::array<std::string_view, 6> of_interfaces{"SubnetId",         "SecurityGroupId",  "SecurityGroup",
                                                        "PrivateIpAddress", "Ipv6AddressCount", "Ipv6Address"};

const Value* at(const ValueMap& map, std::string_view name) {
    const auto it = map.find(name);
    return it == map.end() ? nullptr : &it->second;
}

class NativeConflicts {
public:
    NativeConflicts(const ValueMap& configuration, const ValueMap& native)
        : configuration_(configuration), native_(native) {}

    std::vector<Finding> findings() && {
        for (const auto& [parameter, key] : twins)
            if (native_.contains(parameter)) unless_alone(std::string(parameter), key);
        if (within("Placement", "GroupName")) unless_alone("Placement.GroupName", "pgrpName");
        if (within("PrivateDnsNameOptions", "HostnameType"))
            unless_alone("PrivateDnsNameOptions.HostnameType", "hostNameType");
        check_price();
        check_lists();
        check_interfaces();
        return std::move(findings_);
    }

private:
    [[nodiscard]] bool given(std::string_view key) const { return configuration_.contains(key); }
    [[nodiscard]] const Value* within(std::string_view outer, std::string_view inner) const {
        const auto* value = at(native_, outer);
        const auto* map = value ? value->as<ValueMap>() : nullptr;
        return map ? at(*map, inner) : nullptr;
    }
    void find(const std::string& parameter, std::string message) {
        findings_.push_back({"nativeSpec." + parameter, std::move(message)});
    }
    void unless_alone(const std::string& parameter, std::string_view key) {
        if (given(key)) find(parameter, fmt::format("can't be given beside {}: leave one of them out", key));
    }

    void check_price() {
        const auto* type = within("InstanceMarketOptions", "MarketType");
        if (type && *type == Value("spot"))
            find("InstanceMarketOptions.MarketType", "is said by the template's price_type");
        const auto* spot = within("InstanceMarketOptions", "SpotOptions");
        const auto* options = spot ? spot->as<ValueMap>() : nullptr;
        if (options && options->contains("MaxPrice"))
            unless_alone("InstanceMarketOptions.SpotOptions.MaxPrice", "maxSpotPrice");
    }

    // Numbered lists are what hostfactory adds the root device, the subnet and the groups to.
    void check_lists() {
        for (const auto* name : {"BlockDeviceMapping", "NetworkInterface"}) {
            const auto* value = at(native_, name);
            const auto* list = value ? value->as<ValueList>() : nullptr;
            const bool all =
                list && std::all_of(list->begin(), list->end(), [](const Value& v) { return v.as<ValueMap>(); });
            if (value && !all) find(name, "must be a list of maps");
        }
        for (const auto& [of_sdk, of_query] : list_names)
            if (at(native_, of_sdk) && at(native_, of_query))
                find(std::string(of_sdk), fmt::format("is there as {}, too: leave one of them out", of_query));
    }

    // The keys that give the machine network interfaces.
    [[nodiscard]] std::vector<std::string_view> keys_of_interfaces() const {
        std::vector<std::string_view> keys;
        const auto* count = at(configuration_, "efaCount");
        if (count && count->as_integer().value_or(0) > 0) keys.emplace_back("efaCount");
        if (given("publicIp")) keys.emplace_back("publicIp");
        return keys;
    }

    void check_interfaces() {
        const auto* value = at(native_, "NetworkInterface");
        const auto* list = value ? value->as<ValueList>() : nullptr;
        const auto keys = keys_of_interfaces();
        for (const auto& parameter : of_interfaces) {
            if (!native_.contains(parameter)) continue;
            if (list)
                find(std::string(parameter), "belongs into nativeSpec.NetworkInterface: EC2 takes it from there alone");
            else if (!keys.empty())
                find(
                    std::string(parameter),
                    fmt::format("can't be given beside {}, where EC2 takes it from network interfaces alone: say it in "
                                "subnetId, securityGroupIds or nativeSpec.NetworkInterface",
                                keys.front()));
        }
        if (!list) return;
        check_beside_keys(*list, keys);
        bool all_have_groups = true;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* interface = (*list)[i].as<ValueMap>();
            if (!interface) return;
            const auto here = fmt::format("NetworkInterface[{}].", i);
            for (const auto* key : {"SubnetId", "NetworkInterfaceId"})
                if (interface->contains(key)) unless_alone(here + key, "subnetId");
            all_have_groups &= interface->contains("SecurityGroupId") || interface->contains("NetworkInterfaceId");
        }
        if (all_have_groups) unless_alone("NetworkInterface[0].SecurityGroupId", "securityGroupIds");
    }

    // Interfaces of the nativeSpec are merged with those of the keys, unless both say the same thing.
    void check_beside_keys(const ValueList& interfaces, const std::vector<std::string_view>& keys) {
        for (const auto& key : keys) {
            const std::string_view says = key == "efaCount" ? "InterfaceType" : "AssociatePublicIpAddress";
            for (std::size_t i = 0; i < interfaces.size(); ++i) {
                const auto* interface = interfaces[i].as<ValueMap>();
                for (const auto& parameter : {says, std::string_view("NetworkInterfaceId")})
                    if (interface && interface->contains(parameter))
                        unless_alone(fmt::format("NetworkInterface[{}].{}", i, parameter), key);
            }
        }
        const auto* wanted = at(configuration_, "publicIp");
        if (interfaces.size() > 1 && wanted && *wanted == Value(true))
            find("NetworkInterface",
                 "can't name several beside publicIp: EC2 gives a public address only to a machine with one network "
                 "interface");
    }

    const ValueMap& configuration_;
    const ValueMap& native_;
    std::vector<Finding> findings_;
};

}  // namespace

ValueMap by_query_names(const ValueMap& native) {
    ValueMap result;
    for (const auto& [name, value] : native) {
        auto ours = query_name(name, value);
        // Given in both spellings, EC2 refuses the one that it does not know.
        if (native.contains(ours)) ours = name;
        result.emplace(std::move(ours), value_by_query_names(value));
    }
    return result;
}

std::vector<Finding> native_conflicts(const ValueMap& configuration, const ValueMap& native) {
    return NativeConflicts(configuration, native).findings();
}

}  // namespace hf::aws
