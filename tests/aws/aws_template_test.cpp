#include "adapters/providers/aws/template/api_checks.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/providers/aws/account/aws_config.hpp"
#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/checks/tag_checks.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"
#include "adapters/providers/aws/template/unit_notes.hpp"
#include "tests/support/places.hpp"

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

    spec.counts = Counting::units;
    spec.configuration["vmTypes"] = ValueMap{{"a", 2}};
    spec.configuration["vmTypesOnDemand"] = ValueMap{{"a", 3}, {"c", 4}};
    ASSERT_EQ(AwsType().check_template(spec).size(), 1U);
    EXPECT_EQ(AwsType().check_template(spec)[0].field, "vmTypesOnDemand.a");
    EXPECT_EQ(AwsType().check_template(spec)[0].message,
              "must be 2, as in vmTypes: a machine of it is worth the same however it is paid for");
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

ValueMap disk_of_100() { return {{"device", "/dev/sdb"}, {"size", 100}}; }

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
    const ValueList disks{ValueMap{{"DeviceName", "/dev/sdb"}}};
    EXPECT_EQ(new_findings(native({{"BlockDeviceMapping", disks}, {"BlockDeviceMappings", disks}})),
              Words{"nativeSpec.BlockDeviceMappings: is there as BlockDeviceMapping, too: leave one of them out"});
    EXPECT_EQ(beside(interface({{"DeviceIndex", 0}}), "securityGroupIds", "sg-1"), Words{}) << "it is moved there";
    EXPECT_EQ(beside(native({{"BlockDeviceMapping", disks}}), "rootDeviceVolumeSize", 50), Words{})
        << "they are merged";
}

TEST(NewAwsTemplate, SaysOfInterfacesNothingTwice) {
    const auto beside = [](ValueMap interface, ValueMap keys) {
        keys.emplace("nativeSpec", ValueMap{{"NetworkInterfaces", ValueList{std::move(interface)}}});
        return new_findings(std::move(keys));
    };
    EXPECT_EQ(beside({{"DeviceIndex", 0}}, {{"efaCount", 2}}), Words{}) << "they are merged";
    EXPECT_EQ(beside({{"InterfaceType", "interface"}}, {{"efaCount", 1}}),
              Words{"nativeSpec.NetworkInterface[0].InterfaceType: can't be given beside efaCount: leave one of them "
                    "out"});
    EXPECT_EQ(beside({{"InterfaceType", "efa"}}, {{"efaCount", 0}}), Words{}) << "it says nothing";
    EXPECT_EQ(beside({{"AssociatePublicIpAddress", true}}, {{"publicIp", true}}).size(), 1U);
    EXPECT_EQ(beside({{"NetworkInterfaceId", "eni-1"}}, {{"publicIp", true}}).size(), 1U);
    auto several = native({{"NetworkInterface", ValueList{ValueMap{}, ValueMap{{"DeviceIndex", 1}}}}});
    several.emplace("publicIp", true);
    EXPECT_EQ(new_findings(several).size(), 1U);
    EXPECT_EQ(new_findings(native({{"NetworkInterface", ValueList{ValueMap{}}}, {"SubnetId", "subnet-1"}})),
              Words{"nativeSpec.SubnetId: belongs into nativeSpec.NetworkInterface: EC2 takes it from there alone"});
    auto outside = native({{"SubnetId", "subnet-1"}});
    EXPECT_EQ(new_findings(outside), Words{});
    outside.emplace("publicIp", false);
    EXPECT_EQ(new_findings(outside),
              Words{"nativeSpec.SubnetId: can't be given beside publicIp, where EC2 takes it from network interfaces "
                    "alone: say it in subnetId, securityGroupIds or nativeSpec.NetworkInterface"});
    EXPECT_EQ(new_findings({{"capacityReservation", "open"},
                            {"nativeSpec", ValueMap{{"CapacityReservationSpecification", ValueMap{}}}}})
                  .size(),
              1U);
    EXPECT_EQ(new_findings({{"hostNameType", "ip-name"},
                            {"nativeSpec", ValueMap{{"PrivateDnsNameOptions", ValueMap{{"HostnameType", "x"}}}}}})
                  .size(),
              1U);
}

TEST(NewAwsTemplate, HasNoKeysWithoutEffectBesideALaunchTemplate) {
    ValueMap tmpl{{"launchTemplateId", "lt-1"}, {"keyName", "ops"}, {"subnetId", "subnet-1"}};
    EXPECT_EQ(new_findings(tmpl), Words{});
    EXPECT_EQ(new_findings(tmpl, "EC2Fleet"),
              Words{"keyName: has no effect in EC2Fleet beside launchTemplateId: say it "
                    "in the launch template, or leave that out"});
    EXPECT_EQ(new_findings(tmpl, "ASG").size(), 2U) << "its image is the launch template's, too";
    for (const auto& [key, value] : ValueMap{{"efaCount", 1},
                                             {"publicIp", true},
                                             {"volumes", ValueList{disk_of_100()}},
                                             {"capacityReservation", "open"},
                                             {"hostNameType", "ip-name"}}) {
        const ValueMap one{{"launchTemplateId", "lt-1"}, {key, value}};
        EXPECT_EQ(new_findings(one), Words{}) << key;
        EXPECT_EQ(new_findings(one, "EC2Fleet").size(), 1U) << key;
    }
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
              Words{"nativeSpec.CpuOptions: has {{ cores }}, which is no placeholder: there are {{ request_id }}, "
                    "{{ template_id }} and, where there is an instanceName, {{ name }}"});
    auto named = native({{"CpuOptions", ValueMap{{"CoreCount", "{{ name }}"}}}});
    EXPECT_EQ(new_findings(named).size(), 1U) << "nothing says the name";
    named["instanceName"] = "worker-{{ request_id }}";
    EXPECT_EQ(new_findings(named), Words{});
    EXPECT_EQ(new_findings({{"instanceName", "{{ name }}"}}),
              Words{"instanceName: has {{ name }}, which is no placeholder here: there are {{ request_id }} and "
                    "{{ template_id }}"});
    EXPECT_EQ(filled("a {{request_id}} {{ b }} {{", {"req-1", "t"}), "a req-1 {{ b }} {{");
    EXPECT_EQ(filled("{{ request_id }}", {"", "t"}), "{{ request_id }}") << "there is no request yet";
}

TEST(Placeholders, HaveTheValuesOfALaunch) {
    const auto values = placeholder_values({{"instanceName", "{{template_id}}-{{ request_id }}"}}, "req-1", "small");
    EXPECT_EQ(values.name, "small-req-1");
    EXPECT_EQ(filled("hostnamectl hostname {{ name }}; echo {{ .Name }}", values),
              "hostnamectl hostname small-req-1; echo {{ .Name }}");
    EXPECT_EQ(filled("{{ name }}", placeholder_values({}, "req-1", "small")), "{{ name }}") << "nothing says it";
    const std::string short_of_most(255, 'x');
    const auto most = placeholder_values({{"instanceName", short_of_most + "ä"}}, "r", "t").name;
    EXPECT_EQ(most, short_of_most) << "a tag's value is bounded, and a character is whole";
}

ValueMap disk(ValueMap more) {
    more.emplace("device", "/dev/sdb");
    return more;
}

TEST(AwsTemplate, ReadsFurtherDisks) {
    const auto made =
        read({{"volumes", ValueList{disk({{"size", 500}, {"type", "gp3"}, {"iops", 6000}, {"throughput", 500}}),
                                    ValueMap{{"device", "/dev/sdc"}, {"snapshotId", "snap-1"}, {"kmsKeyId", "k"}}}}});
    ASSERT_EQ(made.volumes.size(), 2U);
    EXPECT_EQ(made.volumes[0].throughput, 500U);
    EXPECT_EQ(made.volumes[1].snapshot, "snap-1");
    EXPECT_FALSE(made.root) << "it is as the image says";

    const auto wrong = [](ValueList volumes) {
        return findings({{"launchTemplateId", "lt-1"}, {"volumes", std::move(volumes)}});
    };
    EXPECT_EQ(wrong({disk({})}), Words{"volumes[0].size: must be given, unless a snapshotId has it"});
    EXPECT_EQ(wrong({disk({{"size", 1}}), disk({{"size", 2}})}),
              Words{"volumes[1].device: /dev/sdb is that of another volume, too"});
    EXPECT_EQ(wrong({disk({{"size", 1}, {"kmsKeyId", "k"}, {"encrypted", false}})}),
              Words{"volumes[0].encrypted: can't be false beside kmsKeyId: leave one of them out"});
    for (const auto& unreadable : {disk({{"size", 0}}), disk({{"size", "big"}}), disk({{"sise", 1}}), ValueMap{}}) {
        const auto words = wrong({unreadable});
        ASSERT_EQ(words.size(), 1U);
        EXPECT_EQ(words[0].find("volumes"), 0U) << words[0];
    }
    EXPECT_EQ(wrong(ValueList(41, disk({{"size", 1}}))).size(), 1U) << "more than a machine takes";
}

TEST(AwsTemplate, ChecksTheKeysOfItsMachines) {
    const auto of = [](ValueMap keys) {
        keys.emplace("launchTemplateId", "lt-1");
        return findings(keys);
    };
    EXPECT_EQ(of({{"efaCount", 4}, {"publicIp", false}}), Words{});
    EXPECT_EQ(of({{"efaCount", 1}, {"publicIp", true}}), Words{});
    EXPECT_EQ(of({{"efaCount", 2}, {"publicIp", true}}),
              Words{"publicIp: can't be true beside an efaCount above 1: EC2 gives a public address only to a machine "
                    "with one network interface"});
    for (const auto* good :
         {"cr-0abc", "arn:aws:resource-groups:eu-west-1:1:group/ours", "open", "none", "capacity-reservations-only"})
        EXPECT_EQ(of({{"capacityReservation", good}}), Words{}) << good;
    EXPECT_EQ(of({{"capacityReservation", "mine"}}).size(), 1U);
    EXPECT_EQ(of({{"hostNameType", "resource-name"}}), Words{});
    EXPECT_EQ(of({{"hostNameType", "pretty"}}), Words{"hostNameType: must be ip-name or resource-name"});
    EXPECT_EQ(of({{"efaCount", 65}}).size(), 1U);
    EXPECT_EQ(of({{"publicIp", "yes"}}).size(), 1U);
}

Words checked(const TemplateSpec& spec) {
    Words words;
    for (const auto& [field, message] : AwsType().check_template(spec)) words.push_back(field + ": " + message);
    return words;
}

TEST(NewAwsTemplate, HasNoReservationOfSpotMachines) {
    TemplateSpec spec;
    spec.configuration = {{"imageId", "ami-1"}, {"vmType", "m5.large"}, {"capacityReservation", "cr-1"}};
    EXPECT_EQ(checked(spec), Words{});
    spec.price_type = PriceType::spot;
    EXPECT_EQ(checked(spec),
              Words{"capacityReservation: is for machines on demand, and the template's price_type is spot"});
    spec.configuration["percentOnDemand"] = 10;
    EXPECT_EQ(checked(spec), Words{});
    spec.price_type = PriceType::heterogeneous;
    spec.configuration.erase("percentOnDemand");
    EXPECT_EQ(checked(spec), Words{});
}

TEST(NewAwsTemplate, SaysWhatHasNoEffectWithItsPrices) {
    const auto fields = [](std::string_view price_type, const ValueMap& keys) {
        ValueMap configuration{{"imageId", "ami-1"}, {"vmType", "m5.large"}};
        configuration.insert(keys.begin(), keys.end());
        Words words;
        for (const auto& note : price_notes(price_type, *read_aws_template(configuration))) words.push_back(note.field);
        return words;
    };
    const ValueMap all{
        {"percentOnDemand", 10}, {"onDemandCapacity", 1}, {"allocationStrategy", "lowestPrice"},
        {"poolsCount", 2},       {"maxSpotPrice", 0.5},   {"vmTypesOnDemand", ValueMap{{"m5.xlarge", 1}}}};
    EXPECT_EQ(fields("ondemand", all), (Words{"percentOnDemand", "onDemandCapacity", "poolsCount", "maxSpotPrice"}));
    EXPECT_EQ(fields("spot", all), Words{});
    EXPECT_EQ(fields("spot", {{"vmTypesOnDemand", ValueMap{{"m5.xlarge", 1}}}}), Words{"vmTypesOnDemand"});
    EXPECT_EQ(fields("heterogeneous", all), Words{});
}

TEST(NewAwsTemplate, HasOneName) {
    TemplateSpec spec;
    spec.configuration = {{"imageId", "ami-1"}, {"vmType", "m5.large"}, {"instanceName", "worker"}};
    for (int i = 10; i < 53; ++i) spec.tags.emplace(fmt::format("key-{}", i), "v");
    EXPECT_EQ(checked(spec), Words{});
    spec.tags.emplace("key-99", "v");
    EXPECT_EQ(checked(spec),
              Words{"instanceName: is one tag more than EC2 takes of a machine: leave it or another tag out"});
    spec.tags = {{"Name", "other"}};
    EXPECT_EQ(checked(spec), Words{"instanceName: can't be given beside the tag Name: leave one of them out"});
}

TEST(UnitNotes, AreBounded) {
    LaunchSpecification spec;
    EXPECT_EQ(unit_notes(spec, 10).size(), 1U) << "it has no types at all";
    for (int i = 0; i < 9; ++i) spec.types.push_back(fmt::format("t{}", i));
    ASSERT_EQ(unit_notes(spec, 10).size(), 1U);
    EXPECT_EQ(unit_notes(spec, 10)[0].message,
              "without a weight, a machine of t0, t1, t2, t3, t4 and 4 more counts as one unit");
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

TEST(InstalledConfiguration, HasEveryKeyOfAws) {
    std::ifstream file(hf::testing::source("etc/hostfactoryd.yaml"));
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const auto& field : AwsConfig::describe.fields)
        EXPECT_NE(text.find(fmt::format(" {}:", field.name)), std::string::npos) << field.name;
}

}  // namespace
}  // namespace hf::aws
