#include "adapters/providers/aws/template/api_checks.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/checks/tag_checks.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"

namespace hf::aws {
namespace {

using Words = std::vector<std::string>;

Words findings(const ValueMap& configuration, const std::string& api = "RunInstances") {
    Words result;
    const auto read = checked_template(api, configuration);
    if (!read)
        for (const auto& [field, message] : read.error()) result.push_back(field + ": " + message);
    return result;
}

LaunchSpecification read(ValueMap configuration) {
    configuration.emplace("imageId", "ami-1");
    configuration.emplace("vmType", "m5.large");
    auto made = read_aws_template(configuration);
    EXPECT_TRUE(made);
    return made ? *made : LaunchSpecification{};
}

TEST(AwsTemplate, ReadsWhatSitesWrite) {
    EXPECT_EQ(read({{"subnetId", "subnet-1"}}).subnets, Words{"subnet-1"});
    EXPECT_EQ(read({{"subnetId", "subnet-1, subnet-2"}}).subnets, (Words{"subnet-1", "subnet-2"}));
    EXPECT_EQ(read({{"subnetId", ValueList{"subnet-1", "subnet-2"}}}).subnets, (Words{"subnet-1", "subnet-2"}));
    EXPECT_EQ(read({{"vmTypes", ValueMap{{"c5.large", 1}, {"m5.large", 2}}}}).types, (Words{"m5.large", "c5.large"}));
    EXPECT_EQ(read({{"maxSpotPrice", 0.25}}).max_spot_price, "0.25");
    EXPECT_EQ(read({{"maxSpotPrice", "0.25"}}).max_spot_price, "0.25");
    EXPECT_EQ(read({{"allocationStrategy", "capacityOptimized"}}).allocation_strategy, "capacity-optimized");
    EXPECT_EQ(findings({{"imageId", "ami-1"}, {"vmType", "t3.micro"}, {"rank", 3}, {"priceInfo", "x"}}), Words{});
}

TEST(AwsTemplate, KnowsWhatAMachineOfATypeIsWorth) {
    TemplateSpec spec;
    spec.counts = Counting::units;
    spec.configuration = {{"imageId", "ami-1"}, {"vmType", "t3.micro"}, {"vmTypes", ValueMap{{"a", 2}, {"b", 8}}}};
    EXPECT_EQ(AwsType().units_of(spec, "a"), 2U);
    EXPECT_EQ(AwsType().units_of(spec, "t3.micro"), 1U) << "it has no weight";
    EXPECT_EQ(AwsType().excess_of(spec), 7U);
    spec.configuration["percentOnDemand"] = 50;
    spec.price_type = PriceType::heterogeneous;
    EXPECT_EQ(AwsType().excess_of(spec), 14U) << "both shares may be exceeded";
    EXPECT_TRUE(AwsType().check_template(spec).empty());

    spec.configuration["vmTypes"] = ValueMap{{"a", 1.5}, {"b", 1000}};
    std::vector<std::string> words;
    for (const auto& [field, message] : AwsType().check_template(spec)) words.push_back(field + ": " + message);
    EXPECT_EQ(words, (Words{"vmTypes.a: must be a whole number from 1 to 999 where counts is units, not 1.5",
                            "vmTypes.b: must be a whole number from 1 to 999 where counts is units, not 1000"}));
    spec.counts = Counting::machines;
    EXPECT_TRUE(AwsType().check_template(spec).empty()) << "they are not used";
}

TEST(AwsTemplate, OrdersTypesByTheirPlaces) {
    const auto made = read_aws_template({{"imageId", "ami-1"},
                                         {"vmTypes", ValueMap{{"a", 1}, {"b", 1}, {"c", 1}}},
                                         {"vmTypesPriority", ValueMap{{"c", 1}, {"a", 2}}}});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->types, (Words{"c", "a", "b"}));
}

TEST(AwsTemplate, TellsEverythingThatIsWrong) {
    EXPECT_EQ(findings({}), (Words{"imageId: must be given, unless a launchTemplateId has it",
                                   "vmTypes: must name an instance type, unless a launchTemplateId has it"}));
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}}), Words{});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"imageid", "ami-1"}}),
              Words{"imageid: is not known here; did you mean \"imageId\"?"});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"nativeSpec", ValueMap{{"ClientToken", "x"}}}}),
              Words{"nativeSpec.ClientToken: is set by hostfactory itself"});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"subnetId", 7}}).size(), 1U);
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"maxSpotPrice", "cheap"}}).size(), 1U);
}

TEST(AwsTemplate, OfASpotFleetNeedsNoRole) {
    ValueMap tmpl{{"imageId", "ami-1"}, {"vmType", "m5.large"}};
    EXPECT_EQ(findings(tmpl, "SpotFleet"), Words{}) << "the account has one";
    tmpl["fleetType"] = "instant";
    EXPECT_EQ(findings(tmpl, "SpotFleet"), Words{"fleetType: \"instant\" is none of request, maintain"});
    EXPECT_EQ(findings(tmpl, "EC2Fleet"), Words{});
}

TEST(AwsTemplate, OfAFleetThatCannotTagItsMachinesHasNoLaunchTemplateOfTheSites) {
    ValueMap tmpl{{"launchTemplateId", "lt-1"}, {"fleetRole", "arn"}, {"fleetType", "maintain"}};
    EXPECT_EQ(findings(tmpl, "SpotFleet").size(), 1U);
    EXPECT_EQ(findings(tmpl, "EC2Fleet").size(), 1U);
    tmpl["fleetType"] = "instant";
    EXPECT_EQ(findings(tmpl, "EC2Fleet"), Words{});
}

TEST(AwsTemplate, MayTellWhatATypeMustHave) {
    ValueMap tmpl{{"imageId", "ami-1"},
                  {"abisInstanceRequirements",
                   ValueMap{{"VCpuCount", ValueMap{{"Min", 2}, {"Max", 4}}}, {"MemoryMiB", ValueMap{{"Min", 4096}}}}}};
    EXPECT_EQ(findings(tmpl, "EC2Fleet"), Words{});
    EXPECT_EQ(findings(tmpl, "RunInstances"), Words{"abisInstanceRequirements: is for fleets: EC2Fleet and SpotFleet"});
    EXPECT_EQ(findings(tmpl, "ASG").size(), 2U) << "it needs a subnet, too";
    tmpl["vmType"] = "m5.large";
    EXPECT_EQ(findings(tmpl, "EC2Fleet"),
              Words{"abisInstanceRequirements: can't be given beside vmType, vmTypes or nativeSpec.InstanceType"});
    tmpl.erase("vmType");
    tmpl["abisInstanceRequirements"] = ValueMap{{"VCpuCount", 2}};
    EXPECT_EQ(findings(tmpl, "EC2Fleet"),
              (Words{"abisInstanceRequirements.VCpuCount.Min: must be given: EC2 wants it",
                     "abisInstanceRequirements.MemoryMiB.Min: must be given: EC2 wants it"}));
}

Words new_findings(ValueMap configuration, const std::string& api = "RunInstances") {
    configuration.emplace("imageId", "ami-1");
    configuration.emplace("vmType", "m5.large");
    Words result;
    for (const auto& [field, message] : findings_of_new_template(api, configuration))
        result.push_back(field + ": " + message);
    return result;
}

ValueMap native(ValueMap parameters) { return {{"nativeSpec", std::move(parameters)}}; }

TEST(NewAwsTemplate, SaysNothingTwice) {
    const auto interface = [](ValueMap says) { return native({{"NetworkInterface", ValueList{std::move(says)}}}); };
    const auto beside = [](ValueMap configuration, const std::string& key, const Value& value) {
        configuration.emplace(key, value);
        return new_findings(std::move(configuration));
    };
    EXPECT_EQ(beside(native({{"KeyName", "a"}}), "keyName", "b"),
              Words{"nativeSpec.KeyName: can't be given beside keyName: leave one of them out"});
    EXPECT_EQ(beside(native({{"SecurityGroupIds", ValueList{"sg-1", "sg-2"}}}), "securityGroupIds", "sg-3"),
              Words{"nativeSpec.SecurityGroupId: can't be given beside securityGroupIds: leave one of them out"});
    EXPECT_EQ(beside(native({{"Placement", ValueMap{{"GroupName", "near"}}}}), "pgrpName", "far"),
              Words{"nativeSpec.Placement.GroupName: can't be given beside pgrpName: leave one of them out"});
    EXPECT_EQ(beside(interface({{"SubnetId", "subnet-2"}}), "subnetId", "subnet-1"),
              Words{"nativeSpec.NetworkInterface[0].SubnetId: can't be given beside subnetId: leave one of them out"});
    EXPECT_EQ(beside(interface({{"Groups", ValueList{"sg-1"}}}), "securityGroupIds", "sg-1").size(), 1U);
    EXPECT_EQ(new_findings(native({{"InstanceMarketOptions", ValueMap{{"MarketType", "spot"}}}})).size(), 1U);
    EXPECT_EQ(new_findings(native({{"NetworkInterface", ValueMap{{"DeviceIndex", 0}}}})),
              Words{"nativeSpec.NetworkInterface: must be a list of maps"});
    EXPECT_EQ(beside(interface({{"DeviceIndex", 0}}), "securityGroupIds", "sg-1"), Words{}) << "it is moved there";
    EXPECT_EQ(beside(native({{"BlockDeviceMapping", ValueList{ValueMap{{"DeviceName", "/dev/sdb"}}}}}),
                     "rootDeviceVolumeSize", 50),
              Words{})
        << "they are merged";
}

TEST(NewAwsTemplate, HasNoKeysWithoutEffectBesideALaunchTemplate) {
    ValueMap tmpl{{"launchTemplateId", "lt-1"}, {"keyName", "ops"}, {"subnetId", "subnet-1"}};
    EXPECT_EQ(new_findings(tmpl), Words{});
    EXPECT_EQ(new_findings(tmpl, "EC2Fleet"),
              Words{"keyName: has no effect in EC2Fleet beside launchTemplateId: say it "
                    "in the launch template, or leave that out"});
    EXPECT_EQ(new_findings(tmpl, "ASG").size(), 2U) << "its image is the launch template's, too";
    EXPECT_EQ(findings(tmpl, "EC2Fleet"), Words{}) << "a stored template launches as it did";
}

TEST(NewAwsTemplate, HasPoolsOnlyWhereTheyCount) {
    EXPECT_EQ(new_findings({{"poolsCount", 2}}),
              Words{"poolsCount: is for fleets and groups: EC2Fleet, SpotFleet and ASG"});
    EXPECT_EQ(new_findings({{"poolsCount", 2}}, "EC2Fleet"), Words{});
    EXPECT_EQ(new_findings({{"poolsCount", 2}, {"allocationStrategy", "lowestPrice"}}, "EC2Fleet"), Words{});
    EXPECT_EQ(new_findings({{"poolsCount", 2}, {"allocationStrategy", "diversified"}}, "EC2Fleet"),
              Words{"poolsCount: belongs to the allocationStrategy lowestPrice"});
    EXPECT_EQ(new_findings({{"launchTemplateName", "mine"}}),
              Words{"launchTemplateName: is not read here: name the launch template by launchTemplateId"});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"launchTemplateName", "mine"}}), Words{}) << "as it was stored";
}

TEST(NewAwsTemplate, HasKnownPlaceholders) {
    EXPECT_EQ(new_findings(
                  native({{"PrivateDnsNameOptions", ValueMap{{"HostnameType", "{{ request_id }}{{template_id}}"}}}})),
              Words{});
    EXPECT_EQ(new_findings(native({{"CpuOptions", ValueMap{{"CoreCount", "{{ cores }}"}}}})),
              Words{"nativeSpec.CpuOptions: has {{ cores }}, which is no placeholder: there are {{ request_id }} and "
                    "{{ template_id }}"});
    EXPECT_EQ(filled("a {{request_id}} {{ b }} {{", {"req-1", "t"}), "a req-1 {{ b }} {{");
    EXPECT_EQ(filled("{{ request_id }}", {"", "t"}), "{{ request_id }}") << "there is no request yet";
}

TEST(AwsTags, LeaveRoomForOurs) {
    tag::Tags tags{{tag::managed_by, "x"}};
    for (int i = 10; i < 54; ++i) tags.emplace(fmt::format("key-{}", i), "v");
    EXPECT_TRUE(tag_findings(tags).empty()) << "44, and one that is ours anyway";
    tags.emplace("key-98", "v");
    tags.emplace("key-99", "v");
    ASSERT_EQ(tag_findings(tags).size(), 1U);
    EXPECT_EQ(tag_findings(tags)[0].field, "tags");
    EXPECT_EQ(tag_findings(tags)[0].message,
              "must be at most 44, not 46: EC2 takes 50 of a machine, and 6 are hostfactory's own; 2 must go, such as "
              "key-98, key-99");
    EXPECT_EQ(tag_findings({{"AWS:x", "v"}})[0].field, "tags.AWS:x");
}

}  // namespace
}  // namespace hf::aws
