// The plan of a launch, made before any call.
#include "adapters/providers/aws/handlers/plan.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"
#include "core/messages/convert.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class Plan : public ::testing::Test {
protected:
    Plan() {
        order_.token = "planned";
        order_.count = 10;
        order_.site = "site-1";
        order_.price_type = "heterogeneous";
        order_.deadline_at = parse_rfc3339("2026-11-25T10:30:00Z");
        order_.configuration = {{"imageId", "/images/newest"}, {"vmType", "m5.large"}, {"subnetId", "s1"}};
    }
    std::vector<PlannedCall> plan() const { return AwsType().plan(order_, to_map(AwsConfig{})); }
    std::vector<std::pair<std::string, std::string>> told() const {
        std::vector<std::pair<std::string, std::string>> calls;
        for (const auto& call : plan()) calls.emplace_back(call.action, call.purpose);
        return calls;
    }
    Value parameter(std::size_t call, const std::string& name) const {
        const auto calls = plan();
        const auto it = calls.at(call).parameters.find(name);
        return it == calls.at(call).parameters.end() ? Value{} : it->second;
    }

    LaunchSpec order_;
};

ValueMap parameters_of(const Form& form) {
    ValueMap parameters;
    for (const auto& [name, value] : form.fields()) parameters.emplace(name, value);
    return parameters;
}

TEST_F(Plan, SaysWhatIsMoreThanACallTakes) {
    order_.price_type = "spot";
    ValueMap types;
    for (int i = 0; i < 41; ++i) types.emplace(fmt::format("m5.{}xlarge", 10 + i), 1);
    ValueList subnets;
    for (int i = 0; i < 10; ++i) subnets.emplace_back(fmt::format("s{}", i));
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = types;
    order_.configuration["subnetId"] = subnets;
    const std::string config = "LaunchTemplateConfigs.1.Overrides.";
    order_.provider_api = "EC2Fleet";
    EXPECT_THAT(told().back().second, HasSubstr("the first 300 of 410 are used (vmTypes)"));
    EXPECT_NE(parameter(1, config + "300.InstanceType"), Value{});
    EXPECT_EQ(parameter(1, config + "301.InstanceType"), Value{});
    order_.provider_api = "ASG";
    EXPECT_THAT(told().back().second, HasSubstr("the first 40 of 41 are used (vmTypes)"));
    EXPECT_NE(parameter(1, "MixedInstancesPolicy.LaunchTemplate.Overrides.member.40.InstanceType"), Value{});
    EXPECT_EQ(parameter(1, "MixedInstancesPolicy.LaunchTemplate.Overrides.member.41.InstanceType"), Value{});

    order_.configuration.erase("vmTypes");
    order_.configuration["abisInstanceRequirements"] =
        ValueMap{{"VCpuCount", ValueMap{{"Min", 2}}}, {"MemoryMiB", ValueMap{{"Min", 1024}}}};
    order_.provider_api = "EC2Fleet";
    EXPECT_THAT(told().back().second, HasSubstr("the first 4 of 10 are used (subnetId)"));
    EXPECT_NE(parameter(1, config + "4.SubnetId"), Value{});
    EXPECT_EQ(parameter(1, config + "5.SubnetId"), Value{});
}

TEST_F(Plan, OfInstancesHasACallForEachOffering) {
    order_.configuration["subnetId"] = "s1,s2";
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "m5.large in s1 (spot)"),
                                    Pair("RunInstances", "m5.large in s2 (spot), for what is missing then"),
                                    Pair("RunInstances",
                                         "m5.large in s1, from 2026-11-25T10:25:00Z on, for what is "
                                         "missing then"),
                                    Pair("RunInstances",
                                         "m5.large in s2, from 2026-11-25T10:25:00Z on, for what is "
                                         "missing then")));
    order_.deadline_at.reset();
    EXPECT_EQ(told().back().second, "m5.large in s2, for what is missing then") << "it would be asked for at once";
    order_.price_type = "ondemand";
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "m5.large in s1"),
                                    Pair("RunInstances", "m5.large in s2, for what is missing then")));
}

TEST_F(Plan, GoesOnDemandAtOnceWhereTheDeadlineIsNear) {
    order_.begun_at = *parse_rfc3339("2026-11-25T10:26:00Z");
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "m5.large in s1 (spot)"),
                                    Pair("RunInstances", "m5.large in s1, for what is missing then")));
    order_.provider_api = "EC2Fleet";
    EXPECT_THAT(told(),
                ElementsAre(Pair("CreateLaunchTemplate", ::testing::_), Pair("CreateFleet", "10 machines on demand")));
}

TEST_F(Plan, IsBounded) {
    std::string subnets = "s0";
    for (int i = 1; i < 60; ++i) subnets += fmt::format(",s{}", i);
    order_.configuration["subnetId"] = subnets;
    EXPECT_EQ(told().size(), 51U);
    EXPECT_EQ(told().back().second, "70 more offerings");
}

TEST_F(Plan, OfInstancesTellsJustTheParametersOfTheCalls) {
    order_.configuration["maxSpotPrice"] = 0.5;
    order_.configuration["nativeSpec"] = ValueMap{{"EbsOptimized", true}};
    ReadySpecification ready;
    ready.spec = *read_aws_template(order_.configuration);
    ready.image_id = "/images/newest";
    const LaunchJob job{order_, ready, 10};
    const auto calls = plan();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].parameters, parameters_of(RunInstances::form_of(job, {"m5.large", "s1", true}, {10, 10})));
    EXPECT_EQ(calls[1].parameters, parameters_of(RunInstances::form_of(job, {"m5.large", "s1", false}, {10, 10})));
}

TEST_F(Plan, OfAFleetTellsWhatChangesShortlyBeforeTheDeadline) {
    order_.provider_api = "EC2Fleet";
    order_.configuration["percentOnDemand"] = 25;
    EXPECT_THAT(told(),
                ElementsAre(Pair("CreateLaunchTemplate", "what the machines are made of, deleted after the launch"),
                            Pair("CreateFleet", "10 machines, 25 % of them on demand, until 2026-11-25T10:25:00Z"),
                            Pair("CreateFleet",
                                 "10 machines on demand, from 2026-11-25T10:25:00Z on, for what is "
                                 "missing then")));
    const std::string share = "TargetCapacitySpecification.OnDemandTargetCapacity";
    EXPECT_EQ(parameter(1, share), Value("3"));
    EXPECT_EQ(parameter(2, share), Value("10"));
    order_.price_type = "spot";
    EXPECT_EQ(told().back().second, "10 machines, 25 % of them on demand");
    EXPECT_EQ(parameter(1, share), Value("3"));
    order_.configuration["onDemandCapacity"] = 2;
    EXPECT_EQ(told().back().second, "10 machines, 4 of them on demand");
    order_.configuration.erase("onDemandCapacity");
    order_.configuration.erase("percentOnDemand");
    EXPECT_EQ(told().back().second, "10 machines (spot)");
}

TEST_F(Plan, OfInstancesAsksForTheShareOnDemandFirst) {
    order_.price_type = "spot";
    order_.configuration["percentOnDemand"] = 30;
    order_.configuration["vmTypesOnDemand"] = ValueMap{{"c5.large", 1}};
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "c5.large in s1, the 3 on demand of 10"),
                                    Pair("RunInstances", "m5.large in s1 (spot)")));
    EXPECT_EQ(parameter(0, "MaxCount"), Value("3"));
    EXPECT_EQ(parameter(0, "InstanceMarketOptions.MarketType"), Value());
    EXPECT_EQ(parameter(1, "MaxCount"), Value("7"));
    order_.configuration["percentOnDemand"] = 100;
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(Plan, UsesTheTypesForOnDemandWhenTheDeadlineIsNear) {
    order_.configuration["vmTypesOnDemand"] = ValueMap{{"c5.large", 1}};
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "m5.large in s1 (spot)"),
                                    Pair("RunInstances",
                                         "c5.large in s1, from 2026-11-25T10:25:00Z on, for what is missing then")));
    order_.provider_api = "EC2Fleet";
    const std::string type = "LaunchTemplateConfigs.1.Overrides.1.InstanceType";
    EXPECT_EQ(parameter(1, type), Value("m5.large"));
    EXPECT_EQ(parameter(2, type), Value("c5.large"));
}

TEST_F(Plan, OfUnitsTellsTheMachinesOfEachType) {
    order_.counts = Counting::units;
    order_.price_type = "ondemand";
    order_.configuration.erase("vmType");
    order_.configuration["subnetId"] = "s1";
    order_.configuration["vmTypes"] = ValueMap{{"a.large", 3}, {"b.large", 16}, {"c.large", 2}};
    EXPECT_THAT(told(), ElementsAre(Pair("RunInstances", "a.large in s1"),
                                    Pair("RunInstances", "c.large in s1, for what is missing then")))
        << "a machine of 16 units does not fit into 10";
    EXPECT_EQ(parameter(0, "MaxCount"), Value("3"));
    order_.provider_api = "EC2Fleet";
    EXPECT_EQ(told().back(), std::pair(std::string("CreateFleet"), std::string("10 units on demand")));
}

TEST_F(Plan, OfASitesOwnLaunchTemplateMakesNone) {
    order_.provider_api = "EC2Fleet";
    order_.price_type = "ondemand";
    order_.configuration["launchTemplateId"] = "lt-1";
    EXPECT_THAT(told(), ElementsAre(Pair("CreateFleet", "10 machines on demand")));
}

TEST_F(Plan, TellsInWordsWhatIsNotKnownYet) {
    order_.provider_api = "SpotFleet";
    order_.configuration["fleetRole"] = "arn";
    order_.configuration["rootDeviceVolumeSize"] = 50;
    EXPECT_EQ(parameter(0, "LaunchTemplateData.ImageId"), Value("/images/newest"));
    EXPECT_EQ(parameter(0, "LaunchTemplateData.BlockDeviceMapping.1.DeviceName"), Value("the image's root device"));
    EXPECT_EQ(parameter(1, "SpotFleetRequestConfig.ValidUntil"), Value("30 min after the call"));
}

TEST_F(Plan, DoesNotTellUserData) {
    order_.configuration["userData"] = "secret";
    EXPECT_EQ(parameter(0, "UserData"), Value("6 bytes"));
    order_.configuration.erase("userData");
    order_.configuration["userDataScript"] = "/etc/no/such/script";
    EXPECT_EQ(parameter(0, "UserData"), Value("the contents of /etc/no/such/script"));
    order_.configuration.erase("userDataScript");
    order_.configuration["nativeSpec"] = ValueMap{{"UserData", "c2VjcmV0"}};
    EXPECT_EQ(parameter(0, "UserData"), Value("that of the nativeSpec"));
}

TEST_F(Plan, HasTheKeysOfItsMachines) {
    order_.request_id = "req-1";
    order_.template_id = "small";
    order_.price_type = "ondemand";
    order_.configuration["efaCount"] = 2;
    order_.configuration["volumes"] = ValueList{ValueMap{{"device", "/dev/sdb"}, {"size", 100}}};
    order_.configuration["capacityReservation"] = "cr-1";
    order_.configuration["instanceName"] = "{{ template_id }}-{{ request_id }}";
    order_.configuration["userData"] = "{{ name }}";
    const auto of_machines = [&](const std::string& prefix) {
        EXPECT_EQ(parameter(0, prefix + "NetworkInterface.2.NetworkCardIndex"), Value("1"));
        EXPECT_EQ(parameter(0, prefix + "BlockDeviceMapping.1.Ebs.VolumeSize"), Value("100"));
        EXPECT_EQ(
            parameter(0, prefix + "CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId"),
            Value("cr-1"));
        EXPECT_EQ(parameter(0, prefix + "TagSpecification.1.Tag.1.Key"), Value("Name"));
        EXPECT_EQ(parameter(0, prefix + "TagSpecification.1.Tag.1.Value"), Value("small-req-1"));
        EXPECT_EQ(parameter(0, prefix + "UserData"), Value("11 bytes")) << "as many as the name has";
    };
    of_machines("");
    order_.provider_api = "EC2Fleet";
    of_machines("LaunchTemplateData.");
}

TEST_F(Plan, OfATemplateThatIsWrongIsNone) {
    order_.provider_api = "ASG";
    order_.configuration.erase("subnetId");
    EXPECT_TRUE(plan().empty());
    order_.provider_api = "Balloon";
    EXPECT_TRUE(plan().empty());
}

}  // namespace
}  // namespace hf::aws
