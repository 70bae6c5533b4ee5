// The requests to AWS, byte by byte.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/auto_scaling_group.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/handlers.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"
#include "adapters/providers/aws/handlers/spot_fleet_request.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

LaunchSpec order(const std::string& price = "ondemand") {
    LaunchSpec o;
    o.token = "0193-1";
    o.count = 10;
    o.site = "site-1";
    o.request_id = "req-1";
    o.template_id = "small";
    o.price_type = price;
    return o;
}

ReadySpecification ready(const ValueMap& configuration) {
    ReadySpecification result;
    result.spec = *read_aws_template(configuration);
    result.image_id = result.spec.image_id;
    result.root_device = "/dev/xvda";
    return result;
}

const std::string tags_of_instance =
    "TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=hostfactory%3Arequest-id"
    "&TagSpecification.1.Tag.1.Value=req-1&TagSpecification.1.Tag.2.Key=hostfactory%3Asite"
    "&TagSpecification.1.Tag.2.Value=site-1&TagSpecification.1.Tag.3.Key=hostfactory%3Atemplate-id"
    "&TagSpecification.1.Tag.3.Value=small&TagSpecification.1.Tag.4.Key=hostfactory%3Atoken"
    "&TagSpecification.1.Tag.4.Value=0193-1&TagSpecification.1.Tag.5.Key=managed-by"
    "&TagSpecification.1.Tag.5.Value=hostfactory";

TEST(RunInstancesRequest, SaysWhatTheTemplateSays) {
    const auto o = order("spot");
    const auto r = ready(
        {{"imageId", "ami-1"},
         {"vmType", "m5.large"},
         {"subnetId", "subnet-1"},
         {"securityGroupIds", ValueList{"sg-1", "sg-2"}},
         {"keyName", "ops"},
         {"instanceProfile", "worker"},
         {"pgrpName", "near"},
         {"rootDeviceVolumeSize", 50},
         {"volumeType", "gp3"},
         {"maxSpotPrice", 0.1},
         {"nativeSpec", ValueMap{{"EbsOptimized", true}, {"MetadataOptions", ValueMap{{"HttpTokens", "required"}}}}}});
    const auto form = RunInstances::form_of({o, r, 10}, {"m5.large", "subnet-1", true}, {1, 7});
    const auto text = form.encoded();
    EXPECT_EQ(text.substr(0, text.find("&TagSpecification.2.")),
              "EbsOptimized=true&MetadataOptions.HttpTokens=required&ImageId=ami-1&KeyName=ops&Placement.GroupName=near"
              "&IamInstanceProfile.Name=worker&SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2"
              "&BlockDeviceMapping.1.DeviceName=%2Fdev%2Fxvda&BlockDeviceMapping.1.Ebs.VolumeSize=50"
              "&BlockDeviceMapping.1.Ebs.VolumeType=gp3&InstanceType=m5.large&SubnetId=subnet-1"
              "&InstanceMarketOptions.MarketType=spot&InstanceMarketOptions.SpotOptions.MaxPrice=0.1"
              "&MinCount=1&MaxCount=7&ClientToken=" +
                  client_token("0193-1", 7, "1 of m5.large in subnet-1 (spot)") + "&" + tags_of_instance);
}

// The parameters of one list, or of one prefix, in their order.
std::string parameters_of(const Form& form, const std::string& prefix) {
    std::string text;
    for (const auto& [name, value] : form.fields())
        if (name.starts_with(prefix)) text += fmt::format("{}={}\n", name.substr(prefix.size()), value);
    return text;
}

Form instances(const ValueMap& keys, const std::string& price = "ondemand") {
    ValueMap configuration{{"imageId", "ami-1"}, {"vmType", "p5.48xlarge"}, {"securityGroupIds", "sg-1"}};
    for (const auto& [key, value] : keys) configuration.insert_or_assign(key, value);
    const auto o = order(price);
    return RunInstances::form_of({o, ready(configuration), 1}, {"p5.48xlarge", "subnet-1", price == "spot"}, {1, 1});
}

TEST(MachineRequest, HasItsAdaptersOnNetworkCards) {
    const auto form = instances({{"efaCount", 3}, {"publicIp", false}});
    EXPECT_EQ(parameters_of(form, "NetworkInterface."),
              "1.DeviceIndex=0\n1.DeleteOnTermination=true\n1.InterfaceType=efa\n"
              "2.DeviceIndex=1\n2.NetworkCardIndex=1\n2.DeleteOnTermination=true\n2.InterfaceType=efa\n"
              "3.DeviceIndex=1\n3.NetworkCardIndex=2\n3.DeleteOnTermination=true\n3.InterfaceType=efa\n"
              "1.SecurityGroupId.1=sg-1\n2.SecurityGroupId.1=sg-1\n3.SecurityGroupId.1=sg-1\n"
              "1.SubnetId=subnet-1\n2.SubnetId=subnet-1\n3.SubnetId=subnet-1\n")
        << "a machine with several interfaces has no public address anyway";
    EXPECT_EQ(parameters_of(form, "SubnetId") + parameters_of(form, "SecurityGroupId"), "");
}

TEST(MachineRequest, HasAPublicAddressOrNone) {
    for (const bool wanted : {true, false})
        EXPECT_EQ(parameters_of(instances({{"publicIp", wanted}}), "NetworkInterface."),
                  fmt::format("1.DeviceIndex=0\n1.DeleteOnTermination=true\n1.AssociatePublicIpAddress={}\n"
                              "1.SecurityGroupId.1=sg-1\n1.SubnetId=subnet-1\n",
                              wanted));
    EXPECT_EQ(parameters_of(instances({}), "NetworkInterface."), "") << "as its subnet says";
}

TEST(MachineRequest, MergesItsInterfacesWithTheNativeSpec) {
    const ValueMap second{{"DeviceIndex", 1}, {"NetworkCardIndex", 1}, {"Description", "fast"}};
    const auto form = instances(
        {{"efaCount", 2},
         {"nativeSpec", ValueMap{{"NetworkInterfaces",
                                  ValueList{second, ValueMap{{"DeviceIndex", 0}, {"Groups", ValueList{"sg-9"}}}}}}}});
    EXPECT_EQ(parameters_of(form, "NetworkInterface."),
              "1.Description=fast\n1.DeviceIndex=1\n1.NetworkCardIndex=1\n"
              "2.DeviceIndex=0\n2.SecurityGroupId.1=sg-9\n2.InterfaceType=efa\n1.InterfaceType=efa\n"
              "1.SecurityGroupId.1=sg-1\n1.SubnetId=subnet-1\n2.SubnetId=subnet-1\n");
}

TEST(MachineRequest, HasFurtherDisksBesideTheRootDevice) {
    const ValueMap full{{"device", "/dev/sdb"}, {"size", 500},       {"type", "gp3"},     {"iops", 6000},
                        {"throughput", 500},    {"encrypted", true}, {"kmsKeyId", "key"}, {"snapshotId", "snap-1"}};
    const ValueMap plain{{"device", "/dev/sdc"}, {"size", 10}, {"encrypted", false}};
    const ValueMap lasting{{"DeviceName", "/dev/sdc"}, {"Ebs", ValueMap{{"DeleteOnTermination", false}}}};
    const ValueMap keys{{"rootDeviceVolumeSize", 50},
                        {"volumes", ValueList{full, plain}},
                        {"nativeSpec", ValueMap{{"BlockDeviceMappings", ValueList{lasting}}}}};
    EXPECT_EQ(parameters_of(instances(keys), "BlockDeviceMapping."),
              "1.DeviceName=/dev/sdc\n1.Ebs.DeleteOnTermination=false\n"
              "2.DeviceName=/dev/xvda\n2.Ebs.VolumeSize=50\n"
              "3.DeviceName=/dev/sdb\n3.Ebs.VolumeSize=500\n3.Ebs.VolumeType=gp3\n3.Ebs.Iops=6000\n"
              "3.Ebs.Throughput=500\n3.Ebs.KmsKeyId=key\n3.Ebs.SnapshotId=snap-1\n3.Ebs.Encrypted=true\n"
              "3.Ebs.DeleteOnTermination=true\n1.Ebs.VolumeSize=10\n1.Ebs.Encrypted=false\n")
        << "only the nativeSpec keeps a disk beyond its machine";
    const ValueMap key_alone{{"device", "/dev/sdb"}, {"size", 1}, {"kmsKeyId", "key"}};
    EXPECT_THAT(parameters_of(instances({{"volumes", ValueList{key_alone}}}), "BlockDeviceMapping."),
                HasSubstr("1.Ebs.Encrypted=true"))
        << "EC2 takes no key without it";
}

TEST(MachineRequest, IsOfAReservationWhereItIsOnDemand) {
    const auto of = [](const char* reservation, const char* price = "ondemand") {
        return parameters_of(instances({{"capacityReservation", reservation}}, price), "CapacityReservation");
    };
    EXPECT_EQ(of("cr-1"), "Specification.CapacityReservationTarget.CapacityReservationId=cr-1\n");
    EXPECT_EQ(of("arn:aws:x"),
              "Specification.CapacityReservationTarget.CapacityReservationResourceGroupArn=arn:aws:x\n");
    EXPECT_EQ(of("none"), "Specification.CapacityReservationPreference=none\n");
    EXPECT_EQ(of("cr-1", "spot"), "") << "EC2 refuses it";
}

TEST(MachineRequest, HasAHostNameThatIsFound) {
    EXPECT_EQ(parameters_of(instances({{"hostNameType", "resource-name"}}), "PrivateDnsNameOptions."),
              "HostnameType=resource-name\nEnableResourceNameDnsARecord=true\n");
    EXPECT_EQ(parameters_of(instances({{"hostNameType", "ip-name"}}), "PrivateDnsNameOptions."),
              "HostnameType=ip-name\n");
}

TEST(MachineRequest, HasANameUnlessItsTagsHaveOne) {
    auto o = order();
    o.configuration = {{"instanceName", "{{ template_id }}-{{ request_id }}"}};
    EXPECT_EQ(tag::of(o).at("Name"), "small-req-1");
    o.tags = {{"Name", "the request's"}};
    EXPECT_EQ(tag::of(o).at("Name"), "the request's");
    o.tags.clear();
    for (int i = 0; i < 45; ++i) o.tags.emplace(fmt::format("key-{}", i), "v");
    EXPECT_FALSE(tag::of(o).contains("Name")) << "there is no room";
}

// Fleets and groups take all of this from their launch template.
TEST(LaunchTemplateRequest, HasTheKeysOfItsMachines) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmType", "a"},
                          {"efaCount", 1},
                          {"publicIp", true},
                          {"securityGroupIds", "sg-1"},
                          {"volumes", ValueList{ValueMap{{"device", "/dev/sdb"}, {"size", 100}}}},
                          {"hostNameType", "ip-name"},
                          {"capacityReservation", "cr-1"}});
    const auto form = LaunchTemplates::form_of({o, r, 10, Fallback::due});
    const std::string data = "LaunchTemplateData.";
    EXPECT_EQ(parameters_of(form, data + "NetworkInterface."),
              "1.DeviceIndex=0\n1.DeleteOnTermination=true\n1.InterfaceType=efa\n1.AssociatePublicIpAddress=true\n"
              "1.SecurityGroupId.1=sg-1\n");
    EXPECT_EQ(parameters_of(form, data + "SecurityGroupId"), "");
    EXPECT_EQ(parameters_of(form, data + "BlockDeviceMapping."),
              "1.DeviceName=/dev/sdb\n1.Ebs.VolumeSize=100\n1.Ebs.DeleteOnTermination=true\n");
    EXPECT_EQ(parameters_of(form, data + "PrivateDnsNameOptions."), "HostnameType=ip-name\n");
    EXPECT_EQ(parameters_of(form, data + "CapacityReservationSpecification."),
              "CapacityReservationTarget.CapacityReservationId=cr-1\n");
    EXPECT_EQ(parameters_of(LaunchTemplates::form_of({o, r, 10, Fallback::later}), data + "CapacityReservation"), "")
        << "all its machines are spot";
}

TEST(FleetRequest, UsesReservationsFirst) {
    const auto usage = [](const char* reservation, const char* type, Fallback fallback) {
        const auto o = order("heterogeneous");
        const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"capacityReservation", reservation}});
        return parameters_of(fleet_form({o, r, 10, fallback}, type), "OnDemandOptions.");
    };
    EXPECT_EQ(usage("open", "instant", Fallback::due),
              "CapacityReservationOptions.UsageStrategy=use-capacity-reservations-first\n");
    EXPECT_EQ(usage("open", "instant", Fallback::later), "") << "none of them is on demand";
    EXPECT_EQ(usage("none", "instant", Fallback::due), "");
    EXPECT_EQ(usage("open", "request", Fallback::due), "") << "it is for instant fleets";
}

ValueMap with_two_disks(ValueMap of_first) {
    of_first.emplace("DeviceName", "/dev/sdb");
    const ValueMap second{{"DeviceName", "/dev/xvda"}, {"Ebs", ValueMap{{"Encrypted", true}, {"VolumeSize", 8}}}};
    return {{"imageId", "ami-1"},
            {"vmType", "m5.large"},
            {"rootDeviceVolumeSize", 50},
            {"nativeSpec", ValueMap{{"BlockDeviceMappings", ValueList{std::move(of_first), second}}}}};
}

TEST(RunInstancesRequest, KeepsTheDisksOfTheNativeSpecBesideTheRootVolume) {
    const auto o = order();
    auto configuration = with_two_disks({{"Ebs", ValueMap{{"VolumeSize", 500}}}});
    const auto text = [&] {
        return RunInstances::form_of({o, ready(configuration), 1}, {"m5.large", "", false}, {1, 1}).encoded();
    };
    EXPECT_THAT(text(), HasSubstr("BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsdb&BlockDeviceMapping.1.Ebs.VolumeSize=500"
                                  "&BlockDeviceMapping.2.DeviceName=%2Fdev%2Fxvda"
                                  "&BlockDeviceMapping.2.Ebs.Encrypted=true&BlockDeviceMapping.2.Ebs.VolumeSize=50"));
    EXPECT_THAT(text(), Not(HasSubstr("BlockDeviceMapping.3.")));
    std::get<ValueList>(std::get<ValueMap>(configuration["nativeSpec"].data)["BlockDeviceMappings"].data).pop_back();
    EXPECT_THAT(text(), HasSubstr("BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsdb"));
    EXPECT_THAT(text(),
                HasSubstr("BlockDeviceMapping.2.DeviceName=%2Fdev%2Fxvda&BlockDeviceMapping.2.Ebs.VolumeSize=50"));
}

TEST(RunInstancesRequest, HasSubnetAndGroupsInItsNetworkInterfaces) {
    const auto o = order();
    const ValueList interfaces{ValueMap{{"DeviceIndex", 0}, {"InterfaceType", "efa"}},
                               ValueMap{{"DeviceIndex", 1}, {"Groups", ValueList{"sg-9"}}}};
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmType", "m5.large"},
                          {"subnetId", "subnet-1"},
                          {"securityGroupIds", ValueList{"sg-1", "sg-2"}},
                          {"nativeSpec", ValueMap{{"NetworkInterfaces", interfaces}}}});
    const auto text = RunInstances::form_of({o, r, 1}, {"m5.large", "subnet-1", false}, {1, 1}).encoded();
    EXPECT_THAT(text, HasSubstr("NetworkInterface.1.DeviceIndex=0&NetworkInterface.1.InterfaceType=efa"
                                "&NetworkInterface.2.DeviceIndex=1&NetworkInterface.2.SecurityGroupId.1=sg-9&"));
    EXPECT_THAT(text,
                HasSubstr("&NetworkInterface.1.SecurityGroupId.1=sg-1&NetworkInterface.1.SecurityGroupId.2=sg-2&"));
    EXPECT_THAT(text, HasSubstr("&NetworkInterface.1.SubnetId=subnet-1&NetworkInterface.2.SubnetId=subnet-1&"));
    EXPECT_THAT(text, Not(AnyOf(HasSubstr("&SubnetId="), HasSubstr("&SecurityGroupId."))));

    const auto of_fleet = LaunchTemplates::form_of({o, r, 1}).encoded();
    EXPECT_THAT(of_fleet, HasSubstr("&LaunchTemplateData.NetworkInterface.1.SecurityGroupId.2=sg-2&"));
    EXPECT_THAT(of_fleet, Not(HasSubstr("SubnetId"))) << "a fleet names it in its overrides";
}

TEST(FleetRequest, OfASitesLaunchTemplateHasTheImageInItsOverrides) {
    const auto o = order();
    const auto r = ready({{"imageId", "ami-1"}, {"launchTemplateId", "lt-1"}});
    EXPECT_THAT(fleet_form({o, r, 1}, "instant").encoded(),
                HasSubstr("&LaunchTemplateConfigs.1.Overrides.1.ImageId=ami-1&"));
}

TEST(RunInstancesRequest, HasAClientTokenOfItsOwn) {
    const auto token = client_token("0193-1", 7, "m5.large");
    EXPECT_EQ(token.size(), 64U) << "the most that EC2 takes";
    EXPECT_EQ(token, client_token("0193-1", 7, "m5.large"));
    EXPECT_NE(token, client_token("0193-1", 6, "m5.large"));
    EXPECT_NE(token, client_token("0193-2", 7, "m5.large"));
    EXPECT_NE(token, client_token("0193-1", 7, "m5.xlarge"));
}

TEST(Offerings, AreTriedSpotFirst) {
    const auto spec =
        *read_aws_template({{"imageId", "ami-1"}, {"vmTypes", ValueMap{{"a", 1}, {"b", 1}}}, {"subnetId", "s1,s2"}});
    std::vector<std::string> words;
    for (const auto& offering : offerings_of(spec, "heterogeneous")) words.push_back(in_words(offering));
    EXPECT_EQ(words, (std::vector<std::string>{"a in s1 (spot)", "a in s2 (spot)", "b in s1 (spot)", "b in s2 (spot)",
                                               "a in s1", "a in s2", "b in s1", "b in s2"}));
    EXPECT_EQ(offerings_of(spec, "spot").size(), 4U);
}

TEST(Offerings, ThatWereUnavailableAreRememberedForAWhile) {
    UnavailableOfferings unavailable(std::chrono::seconds{180});
    const UnavailableOfferings::Time now{};
    const Offering one{"a", "s1", false};
    unavailable.note(one, now, "none left");
    EXPECT_EQ(unavailable.why(one, now + std::chrono::seconds{179}), "none left");
    EXPECT_EQ(unavailable.why(one, now + std::chrono::seconds{180}), std::nullopt);
    EXPECT_EQ(unavailable.why({"a", "s1", true}, now), std::nullopt) << "spot is another offering";
}

TEST(Offerings, AreOthersWhereTemplatesAskForSomethingElse) {
    const auto spot_of = [](const ValueMap& more) {
        ValueMap configuration{{"imageId", "ami-1"}, {"vmType", "a"}};
        configuration.insert(more.begin(), more.end());
        return offerings_of(*read_aws_template(configuration), "spot").front();
    };
    UnavailableOfferings unavailable(std::chrono::seconds{180});
    const UnavailableOfferings::Time now{};
    unavailable.note(spot_of({{"maxSpotPrice", "0.001"}}), now, "the price is too low");
    unavailable.note(spot_of({{"pgrpName", "full"}}), now, "the group is full");
    unavailable.note(spot_of({{"launchTemplateId", "lt-1"}}), now, "none left of its type");
    unavailable.note(spot_of({{"nativeSpec", ValueMap{{"Placement.Tenancy", "dedicated"}}}}), now, "none dedicated");
    for (const auto& other : {ValueMap{}, ValueMap{{"maxSpotPrice", "1.00"}}, ValueMap{{"launchTemplateId", "lt-2"}}})
        EXPECT_EQ(unavailable.why(spot_of(other), now), std::nullopt);
    EXPECT_EQ(unavailable.why(spot_of({{"pgrpName", "full"}, {"keyName", "mine"}}), now), "the group is full");
}

TEST(FleetRequest, SharesItsCapacityByPrice) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmTypes", ValueMap{{"a", 1}, {"b", 1}}},
                          {"percentOnDemand", 25},
                          {"allocationStrategy", "capacityOptimized"}});
    const auto text = fleet_form({o, r, 10}, "instant").encoded();
    EXPECT_EQ(
        text.substr(0, text.find("&TagSpecification")),
        "Type=instant&ClientToken=" + client_token("0193-1", 10, "fleet") +
            "&TargetCapacitySpecification.TotalTargetCapacity=10"
            "&TargetCapacitySpecification.OnDemandTargetCapacity=3"
            "&TargetCapacitySpecification.SpotTargetCapacity=7"
            "&TargetCapacitySpecification.DefaultTargetCapacityType=spot"
            "&SpotOptions.AllocationStrategy=capacity-optimized"
            "&LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName=hostfactory-0193-1"
            "&LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version=%24Latest"
            "&LaunchTemplateConfigs.1.Overrides.1.InstanceType=a&LaunchTemplateConfigs.1.Overrides.2.InstanceType=b");
}

TEST(RunInstancesRequest, OfTheShareOnDemandIsNoRepetition) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"percentOnDemand", 50}});
    const LaunchJob job{o, r, 10};
    const auto rounds = RunInstances::rounds_of(job, "heterogeneous");
    ASSERT_EQ(rounds.size(), 2U);
    EXPECT_TRUE(rounds[0].share_on_demand);
    EXPECT_EQ(rounds[0].offerings, (std::vector<Offering>{{"a", "", false}}));
    EXPECT_EQ(rounds[1].offerings, (std::vector<Offering>{{"a", "", true}, {"a", "", false}}));
    EXPECT_NE(RunInstances::form_of(job, {"a", "", false}, {5, 5, true}).encoded(),
              RunInstances::form_of(job, {"a", "", false}, {5, 5, false}).encoded());
    const LaunchJob due{o, r, 10, Fallback::due};
    EXPECT_EQ(RunInstances::rounds_of(due, "heterogeneous").size(), 1U) << "what spot can't give is on demand anyway";
}

TEST(FleetRequest, SpreadsSpotMachinesOverPools) {
    const auto o = order("spot");
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmType", "a"},
                          {"subnetId", "s1"},
                          {"fleetRole", "arn"},
                          {"poolsCount", 3},
                          {"onDemandCapacity", 2},
                          {"allocationStrategy", "lowestPrice"}});
    const LaunchJob job{o, r, 10};
    EXPECT_THAT(fleet_form(job, "instant").encoded(),
                AllOf(HasSubstr("&SpotOptions.InstancePoolsToUseCount=3&"), HasSubstr("OnDemandTargetCapacity=2&")));
    EXPECT_THAT(
        spot_fleet_form(job, "then").encoded(),
        AllOf(HasSubstr("SpotFleetRequestConfig.InstancePoolsToUseCount=3&"), HasSubstr("OnDemandTargetCapacity=2&")));
    const auto distribution = "MixedInstancesPolicy.InstancesDistribution.";
    EXPECT_THAT(AutoScalingGroup::form_of(job).encoded(),
                AllOf(HasSubstr(fmt::format("{}SpotInstancePools=3&", distribution)),
                      HasSubstr(fmt::format("{}OnDemandBaseCapacity=2&", distribution))));
    const LaunchJob small{o, r, 1};
    EXPECT_THAT(fleet_form(small, "instant").encoded(), Not(HasSubstr("PoolsToUse"))) << "no spot machine is left";
}

TEST(Fallback, IsDueShortlyBeforeTheDeadline) {
    constexpr std::chrono::seconds before{300};
    const auto now = *parse_rfc3339("2026-11-25T10:00:00Z");
    auto o = order("heterogeneous");
    o.begun_at = now;
    EXPECT_EQ(fallback_of(o, before), Fallback::at_once) << "nobody has said until when";
    o.deadline_at = now + std::chrono::seconds{301};
    EXPECT_EQ(fallback_of(o, before), Fallback::later);
    o.deadline_at = now + before;
    EXPECT_EQ(fallback_of(o, before), Fallback::due);
    EXPECT_EQ(fallback_of(o, std::chrono::seconds{0}), Fallback::later);
    o.price_type = "spot";
    EXPECT_EQ(fallback_of(o, before), Fallback::at_once) << "spot has no other";
}

TEST(FleetRequest, IsOnDemandWhenTheDeadlineIsNear) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"subnetId", "s1"}, {"fleetRole", "arn"}});
    const auto at = [&](Fallback fallback) { return LaunchJob{o, r, 10, fallback}; };
    const auto fleet = [&](Fallback fallback) { return fleet_form(at(fallback), "instant").encoded(); };
    EXPECT_EQ(fleet(Fallback::later), fleet(Fallback::at_once));
    EXPECT_THAT(fleet(Fallback::later), HasSubstr("OnDemandTargetCapacity=0&"));
    EXPECT_THAT(fleet(Fallback::due), HasSubstr("OnDemandTargetCapacity=10&TargetCapacitySpecification."
                                                "SpotTargetCapacity=0&TargetCapacitySpecification."
                                                "DefaultTargetCapacityType=on-demand&"));
    EXPECT_THAT(fleet(Fallback::due), HasSubstr(client_token("0193-1", 10, "fleet on demand")))
        << "the other call has another token";

    const auto now = *parse_rfc3339("2026-11-25T10:00:00Z");
    EXPECT_THAT(spot_fleet_form(at(Fallback::later), now).encoded(), HasSubstr("OnDemandTargetCapacity=0&"));
    EXPECT_THAT(spot_fleet_form(at(Fallback::due), now).encoded(), HasSubstr("OnDemandTargetCapacity=10&"));
    EXPECT_THAT(AutoScalingGroup::form_of(at(Fallback::later)).encoded(),
                HasSubstr("OnDemandPercentageAboveBaseCapacity=0&"));
    EXPECT_THAT(AutoScalingGroup::form_of(at(Fallback::due)).encoded(),
                HasSubstr("OnDemandPercentageAboveBaseCapacity=100&"));
}

TEST(FleetRequest, OfARequestLeavesTheTagsOfInstancesToTheLaunchTemplate) {
    const auto o = order();
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}});
    EXPECT_EQ(fleet_form({o, r, 1}, "request").encoded().find("ResourceType=instance"), std::string::npos);
    EXPECT_THAT(fleet_form({o, r, 1}, "instant").encoded(), HasSubstr("TagSpecification.2.ResourceType=instance"));
}

const auto early = *parse_rfc3339("2026-11-25T10:00:01Z");

TEST(SpotFleetRequest, SaysWhatTheTemplateSays) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmTypes", ValueMap{{"a", 1}, {"b", 1}}},
                          {"vmTypesPriority", ValueMap{{"b", 1}, {"a", 2}}},
                          {"subnetId", "s1,s2"},
                          {"percentOnDemand", 25},
                          {"maxSpotPrice", 0.5},
                          {"fleetType", "maintain"},
                          {"fleetRole", "arn:aws:iam::1:role/fleets"},
                          {"spotFleetRequestExpiry", 10},
                          {"allocationStrategy", "capacityOptimizedPrioritized"},
                          {"allocationStrategyOnDemand", "prioritized"}});
    const auto text = spot_fleet_form({o, r, 10}, early).encoded();
    const std::string config = "&SpotFleetRequestConfig.";
    const auto overrides = config + "LaunchTemplateConfigs.1.Overrides.";
    const auto tag = config + "TagSpecification.1.";
    EXPECT_EQ(text, "SpotFleetRequestConfig.Type=request" + config +
                        "ClientToken=" + client_token("0193-1", 10, "spot fleet until 2026-11-25T10:15:00Z") + config +
                        "IamFleetRole=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Ffleets" + config + "TargetCapacity=10" + config +
                        "OnDemandTargetCapacity=3" + config + "AllocationStrategy=capacityOptimizedPrioritized" +
                        config + "OnDemandAllocationStrategy=prioritized" + config + "SpotPrice=0.5" + config +
                        "ValidUntil=2026-11-25T10%3A15%3A00Z" + config + "TerminateInstancesWithExpiration=false" +
                        config +
                        "LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName=hostfactory-0193-1" +
                        config + "LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version=%24Latest" +           //
                        overrides + "1.InstanceType=b" + overrides + "1.SubnetId=s1" + overrides + "1.Priority=1" +  //
                        overrides + "2.InstanceType=b" + overrides + "2.SubnetId=s2" + overrides + "2.Priority=2" +  //
                        overrides + "3.InstanceType=a" + overrides + "3.SubnetId=s1" + overrides + "3.Priority=3" +  //
                        overrides + "4.InstanceType=a" + overrides + "4.SubnetId=s2" + overrides + "4.Priority=4" +  //
                        tag + "ResourceType=spot-fleet-request" +                                                    //
                        tag + "Tag.1.Key=hostfactory%3Arequest-id" + tag + "Tag.1.Value=req-1" +                     //
                        tag + "Tag.2.Key=hostfactory%3Asite" + tag + "Tag.2.Value=site-1" +                          //
                        tag + "Tag.3.Key=hostfactory%3Atemplate-id" + tag + "Tag.3.Value=small" +                    //
                        tag + "Tag.4.Key=hostfactory%3Atoken" + tag + "Tag.4.Value=0193-1" +                         //
                        tag + "Tag.5.Key=managed-by" + tag + "Tag.5.Value=hostfactory");
}

TEST(SpotFleetRequest, SpellsEveryStrategyItsOwnWay) {
    const auto o = order("spot");
    for (const auto* strategy : {"lowestPrice", "diversified", "capacityOptimized", "capacityOptimizedPrioritized",
                                 "priceCapacityOptimized"}) {
        const auto r =
            ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"fleetRole", "arn"}, {"allocationStrategy", strategy}});
        EXPECT_THAT(spot_fleet_form({o, r, 1}, early).encoded(),
                    HasSubstr(fmt::format("Config.AllocationStrategy={}&", strategy)));
    }
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"fleetRole", "arn"}});
    EXPECT_THAT(spot_fleet_form({o, r, 1}, early).encoded(), HasSubstr("Config.AllocationStrategy=lowestPrice&"));
}

TEST(SpotFleetRequest, IsTheSameCallWhenItIsMadeAgainSoon) {
    const auto o = order();
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}, {"fleetRole", "arn"}});
    const auto after = [&](int seconds) {
        return spot_fleet_form({o, r, 1}, early + std::chrono::seconds{seconds}).encoded();
    };
    EXPECT_EQ(after(0), after(298));
    EXPECT_NE(after(0), after(300)) << "with a client token of its own";
}

// Lists have different names in the two APIs.
TEST(FleetRequests, TellWhatATypeMustHave) {
    const auto o = order("spot");
    const auto r = ready({{"imageId", "ami-1"},
                          {"subnetId", "s1,s2"},
                          {"fleetRole", "arn"},
                          {"abisInstanceRequirements", ValueMap{{"VCpuCount", ValueMap{{"Min", 2}, {"Max", 4}}},
                                                                {"MemoryMiB", ValueMap{{"Min", 4096}}},
                                                                {"MemoryGiBPerVCpu", ValueMap{{"Max", 2.5}}},
                                                                {"BareMetal", "excluded"},
                                                                {"CpuManufacturers", ValueList{"intel", "amd"}}}}});
    const auto fleet = fleet_form({o, r, 1}, "instant").encoded();
    const auto from = fleet.find("&LaunchTemplateConfigs.1.Overrides.1.");
    const std::string one = "&LaunchTemplateConfigs.1.Overrides.1.InstanceRequirements.";
    const std::string two = "&LaunchTemplateConfigs.1.Overrides.2.InstanceRequirements.";
    EXPECT_EQ(fleet.substr(from, fleet.find("&TagSpecification") - from),
              one + "BareMetal=excluded" + one + "CpuManufacturer.1=intel" + one + "CpuManufacturer.2=amd" + one +
                  "MemoryGiBPerVCpu.Max=2.5" + one + "MemoryMiB.Min=4096" + one + "VCpuCount.Max=4" + one +
                  "VCpuCount.Min=2&LaunchTemplateConfigs.1.Overrides.1.SubnetId=s1" +  //
                  two + "BareMetal=excluded" + two + "CpuManufacturer.1=intel" + two + "CpuManufacturer.2=amd" + two +
                  "MemoryGiBPerVCpu.Max=2.5" + two + "MemoryMiB.Min=4096" + two + "VCpuCount.Max=4" + two +
                  "VCpuCount.Min=2&LaunchTemplateConfigs.1.Overrides.2.SubnetId=s2");
    EXPECT_THAT(spot_fleet_form({o, r, 1}, early).encoded(),
                HasSubstr("Overrides.1.InstanceRequirements.CpuManufacturerSet.1=intel&SpotFleetRequestConfig."
                          "LaunchTemplateConfigs.1.Overrides.1.InstanceRequirements.CpuManufacturerSet.2=amd&"));
}

// The weights of the types go to EC2 where units are counted, and nowhere else.
TEST(WeightedRequest, GivesEachTypeItsWeight) {
    auto o = order("spot");
    const auto r = ready(
        {{"imageId", "ami-1"}, {"vmTypes", ValueMap{{"a", 1}, {"b", 4}}}, {"subnetId", "s1"}, {"fleetRole", "arn"}});
    EXPECT_EQ(fleet_form({o, r, 10}, "instant").encoded().find("WeightedCapacity"), std::string::npos);
    o.counts = Counting::units;
    const auto fleet = fleet_form({o, r, 10}, "instant").encoded();
    EXPECT_THAT(fleet, HasSubstr("TotalTargetCapacity=10&"));
    EXPECT_THAT(fleet, HasSubstr("Overrides.1.InstanceType=a&LaunchTemplateConfigs.1.Overrides.1.SubnetId=s1"
                                 "&LaunchTemplateConfigs.1.Overrides.1.WeightedCapacity=1&"));
    EXPECT_THAT(fleet, HasSubstr("Overrides.2.WeightedCapacity=4&"));
    EXPECT_THAT(spot_fleet_form({o, r, 10}, early).encoded(),
                HasSubstr("SpotFleetRequestConfig.LaunchTemplateConfigs.1.Overrides.2.WeightedCapacity=4&"));
    EXPECT_THAT(AutoScalingGroup::form_of({o, r, 10}).encoded(),
                HasSubstr("MixedInstancesPolicy.LaunchTemplate.Overrides.member.2.InstanceType=b"
                          "&MixedInstancesPolicy.LaunchTemplate.Overrides.member.2.WeightedCapacity=4&"));
}

TEST(WeightedRequest, OfAGroupOnDemandNeedsAPolicy) {
    auto o = order();
    o.counts = Counting::units;
    const auto r = ready({{"imageId", "ami-1"}, {"vmTypes", ValueMap{{"a", 2}}}, {"subnetId", "s1"}});
    EXPECT_THAT(AutoScalingGroup::form_of({o, r, 10}).encoded(), HasSubstr("Overrides.member.1.WeightedCapacity=2&"));
}

TEST(WeightedRequest, OfInstancesIsChosenToFit) {
    auto o = order();
    o.counts = Counting::units;
    const auto r = ready({{"imageId", "ami-1"}, {"vmTypes", ValueMap{{"a", 2}, {"b", 3}}}});
    const LaunchJob job{o, r, 10};
    const auto offerings = offerings_of(r.spec, "ondemand");
    const auto machines = [&](const char* type, std::uint32_t missing, bool exceeding) {
        return RunInstances::machines_for(job, offerings, {type, "", false}, missing, exceeding);
    };
    EXPECT_EQ(machines("b", 10, false), 3U) << "one unit is left for a lighter one";
    EXPECT_EQ(machines("b", 2, false), 0U);
    EXPECT_EQ(machines("a", 1, false), 1U) << "nothing lighter could fill it";
    EXPECT_EQ(machines("a", 10, false), 5U);
    EXPECT_EQ(machines("b", 10, true), 4U) << "nothing else has any";
}

TEST(GroupRequest, MixesTypesAndPrices) {
    const auto o = order("heterogeneous");
    const auto r = ready({{"imageId", "ami-1"},
                          {"vmTypes", ValueMap{{"a", 1}, {"b", 1}}},
                          {"subnetId", "s1,s2"},
                          {"percentOnDemand", 25},
                          {"maxSpotPrice", 0.5}});
    const auto text = AutoScalingGroup::form_of({o, r, 10}).encoded();
    EXPECT_EQ(text.substr(0, text.find("&Tags.member.2.")),
              "AutoScalingGroupName=hostfactory-0193-1&MinSize=0&MaxSize=10&DesiredCapacity=10"
              "&VPCZoneIdentifier=s1%2Cs2&NewInstancesProtectedFromScaleIn=true"
              "&MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName=hostfactory-0193-1"
              "&MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version=%24Latest"
              "&MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.InstanceType=a"
              "&MixedInstancesPolicy.LaunchTemplate.Overrides.member.2.InstanceType=b"
              "&MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity=0"
              "&MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity=25"
              "&MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice=0.5"
              "&Tags.member.1.ResourceId=hostfactory-0193-1&Tags.member.1.ResourceType=auto-scaling-group"
              "&Tags.member.1.Key=hostfactory%3Arequest-id&Tags.member.1.Value=req-1"
              "&Tags.member.1.PropagateAtLaunch=true");
}

}  // namespace
}  // namespace hf::aws
