// The requests that are sent, byte by byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/handlers/auto_scaling_group.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/handlers.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"

namespace hf::aws {
namespace {

using ::testing::HasSubstr;

LaunchOrder order(const std::string& price = "ondemand") {
    LaunchOrder o;
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
    unavailable.note(one, now);
    EXPECT_TRUE(unavailable.remembers(one, now + std::chrono::seconds{179}));
    EXPECT_FALSE(unavailable.remembers(one, now + std::chrono::seconds{180}));
    EXPECT_FALSE(unavailable.remembers({"a", "s1", true}, now)) << "spot is another offering";
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

TEST(FleetRequest, OfARequestLeavesTheTagsOfInstancesToTheLaunchTemplate) {
    const auto o = order();
    const auto r = ready({{"imageId", "ami-1"}, {"vmType", "a"}});
    EXPECT_EQ(fleet_form({o, r, 1}, "request").encoded().find("ResourceType=instance"), std::string::npos);
    EXPECT_THAT(fleet_form({o, r, 1}, "instant").encoded(), HasSubstr("TagSpecification.2.ResourceType=instance"));
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
