// AwsTemplate: the keys of a template's configuration for the `aws` provider: those that Host Factory's
// sites know, and `nativeSpec`, parameters of the API's own call for what the keys do not cover.
//
//     configuration:
//       imageId: ami-0abc            # or an SSM parameter: /aws/service/ami-amazon-linux-latest/…
//       subnetId: [subnet-1, subnet-2]
//       vmTypes: {m5.large: 1, m6i.large: 1}
//       securityGroupIds: [sg-1]
//       nativeSpec: {EbsOptimized: true, MetadataOptions: {HttpTokens: required}}
//
// Thread-safe; has no state.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/providers/aws/template/volume.hpp"
#include "adapters/providers/aws/template/weights.hpp"
#include "core/errors/finding.hpp"

namespace hf::aws {

// The keys as a site writes them.
struct AwsTemplate {
    std::string image_id;
    Value subnet_id;
    std::string vm_type;
    ValueMap vm_types;
    ValueMap vm_types_on_demand;
    ValueMap vm_types_priority;
    Value security_group_ids;
    std::string key_name;
    std::string instance_profile;
    std::string user_data;
    std::string user_data_script;
    std::optional<std::uint32_t> root_device_volume_size;
    std::string volume_type;
    std::optional<std::uint32_t> iops;
    std::vector<Volume> volumes;
    std::string placement_group;
    std::uint32_t efa_count = 0;
    std::optional<bool> public_ip;
    std::string capacity_reservation;
    std::string instance_name;
    std::string host_name_type;
    std::string launch_template_id;
    std::string launch_template_version;
    Value max_spot_price;
    std::string fleet_type;
    std::string allocation_strategy;
    std::string allocation_strategy_on_demand;
    std::optional<std::uint32_t> percent_on_demand;
    std::optional<std::uint32_t> on_demand_capacity;
    std::optional<std::uint32_t> pools_count;
    std::string fleet_role;
    std::uint32_t spot_fleet_request_expiry = 30;
    ValueMap abis_instance_requirements;
    ValueMap native_spec;

    static constexpr auto describe = message(
        "AwsTemplate", "A template's configuration for a provider of type aws.",
        field<&AwsTemplate::image_id>("imageId", "the image: ami-…, or the path of an SSM parameter that names it")
            .optional()
            .at_most(2048),
        field<&AwsTemplate::subnet_id>("subnetId", "the subnets: a list, or words with commas between").optional(),
        field<&AwsTemplate::vm_type>("vmType", "the instance type").optional().at_most(64),
        field<&AwsTemplate::vm_types>("vmTypes",
                                      "instance types and their weights: the units that a machine of the type is "
                                      "worth where the template counts units")
            .optional()
            .at_most(64),
        field<&AwsTemplate::vm_types_on_demand>("vmTypesOnDemand",
                                                "the types of machines on demand, in place of vmTypes")
            .optional()
            .at_most(64),
        field<&AwsTemplate::vm_types_priority>("vmTypesPriority", "instance types and their places: the lowest first")
            .optional()
            .at_most(64),
        field<&AwsTemplate::security_group_ids>("securityGroupIds", "the groups: a list, or words with commas between")
            .optional(),
        field<&AwsTemplate::key_name>("keyName", "the key pair").optional().at_most(255),
        field<&AwsTemplate::instance_profile>("instanceProfile", "the IAM instance profile: its name or its ARN")
            .optional()
            .at_most(2048),
        field<&AwsTemplate::user_data>("userData", "what the machine gets as its user data, as plain text")
            .optional()
            .at_most(16'384),
        field<&AwsTemplate::user_data_script>("userDataScript", "a file of the daemon's host with the user data")
            .optional()
            .at_most(4096),
        field<&AwsTemplate::root_device_volume_size>("rootDeviceVolumeSize", "of the root device, in GiB")
            .between(1, 65'536),
        field<&AwsTemplate::volume_type>("volumeType", "of the root device: gp3, io2, …").optional().at_most(16),
        field<&AwsTemplate::iops>("iops", "of the root device").between(100, 256'000),
        field<&AwsTemplate::volumes>("volumes", "further disks, beside the root device").optional().at_most(40),
        field<&AwsTemplate::placement_group>("pgrpName", "the placement group").optional().at_most(255),
        field<&AwsTemplate::efa_count>("efaCount",
                                       "how many Elastic Fabric Adapters a machine has, each on a network card of its "
                                       "own")
            .optional()
            .between(0, 64),
        field<&AwsTemplate::public_ip>("publicIp",
                                       "whether a machine has a public address; without it as its subnet says"),
        field<&AwsTemplate::capacity_reservation>(
            "capacityReservation",
            "the reservation of machines on demand: cr-…, the ARN of a resource group of reservations, open, none or "
            "capacity-reservations-only")
            .optional()
            .at_most(2048),
        field<&AwsTemplate::instance_name>("instanceName",
                                           "the tag Name of its machines; {{ request_id }} and {{ template_id }} stand "
                                           "for these ids, and in user data {{ name }} for the whole")
            .optional()
            .at_most(256),
        field<&AwsTemplate::host_name_type>(
            "hostNameType",
            "what a machine's host name is made of: ip-name (its address) or resource-name (its id); without it as its "
            "subnet says")
            .optional()
            .at_most(16),
        field<&AwsTemplate::launch_template_id>("launchTemplateId", "a launch template of the site's: lt-…")
            .optional()
            .at_most(64),
        field<&AwsTemplate::launch_template_version>("launchTemplateVersion", "its version; $Default without it")
            .optional()
            .at_most(16),
        field<&AwsTemplate::max_spot_price>("maxSpotPrice", "most that a spot machine may cost per hour").optional(),
        field<&AwsTemplate::fleet_type>(
            "fleetType", "of an EC2Fleet: instant, request or maintain; of a SpotFleet: one of the latter two")
            .optional()
            .at_most(16),
        field<&AwsTemplate::allocation_strategy>(
            "allocationStrategy",
            "of a fleet's spot machines: capacityOptimized, capacityOptimizedPrioritized, diversified, lowestPrice or "
            "priceCapacityOptimized")
            .optional()
            .at_most(64),
        field<&AwsTemplate::allocation_strategy_on_demand>("allocationStrategyOnDemand",
                                                           "of a fleet's other machines: lowestPrice or prioritized")
            .optional()
            .at_most(64),
        field<&AwsTemplate::percent_on_demand>("percentOnDemand",
                                               "how much of a launch of spot or heterogeneous is on demand")
            .between(0, 100),
        field<&AwsTemplate::on_demand_capacity>("onDemandCapacity",
                                                "how many machines of such a launch are on demand before that share")
            .between(0, 10'000),
        field<&AwsTemplate::pools_count>("poolsCount",
                                         "of a fleet or group by lowestPrice: how many spot pools it is spread over")
            .between(1, 1'000),
        field<&AwsTemplate::fleet_role>(
            "fleetRole",
            "of a SpotFleet: the ARN of the role that makes its machines; without it the account's "
            "AWSServiceRoleForEC2SpotFleet")
            .optional()
            .at_most(2048),
        field<&AwsTemplate::spot_fleet_request_expiry>("spotFleetRequestExpiry",
                                                       "of a SpotFleet: how many minutes it makes machines at most")
            .optional()
            .between(1, 10'080),
        field<&AwsTemplate::abis_instance_requirements>(
            "abisInstanceRequirements",
            "what an instance type of a fleet must have, in place of naming types: InstanceRequirements of the API "
            "reference")
            .optional()
            .at_most(64),
        field<&AwsTemplate::native_spec>("nativeSpec", "further parameters of the API's call, by their own names")
            .optional()
            .at_most(256));
};

// The checked and converted form of an AwsTemplate.
struct LaunchSpecification {
    std::string image_id;
    std::vector<std::string> subnets;
    std::vector<std::string> types;            // the first choice first
    std::vector<std::string> types_on_demand;  // of machines on demand, if they have others
    Weights weights;
    std::vector<std::string> security_groups;
    std::string key_name;
    std::string instance_profile;
    std::string user_data;
    std::string user_data_script;
    std::optional<Volume> root;  // without a device, which is the image's own
    std::vector<Volume> volumes;
    std::string placement_group;
    std::uint32_t efa_count = 0;
    std::optional<bool> public_ip;
    std::string capacity_reservation;  // in EC2's spelling, if it is a preference
    std::string instance_name;         // with its placeholders
    std::string host_name_type;
    std::string launch_template_id;
    std::string launch_template_version;
    std::string max_spot_price;
    std::string fleet_type;
    std::string allocation_strategy;  // in EC2's spelling
    std::string allocation_strategy_on_demand;
    std::uint32_t percent_on_demand = 0;
    std::uint32_t on_demand_capacity = 0;
    std::optional<std::uint32_t> pools_count;
    std::string fleet_role;
    std::chrono::minutes spot_fleet_expiry{30};
    ValueMap requirements;  // what a type must offer, in place of types
    ValueMap native;        // by the names of the Query API
};

// Returns the specification, or everything that is wrong with the configuration.
tl::expected<LaunchSpecification, std::vector<Finding>> read_aws_template(const ValueMap& configuration);

}  // namespace hf::aws
