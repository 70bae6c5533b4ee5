#include "ctl/template_file.hpp"

#include <gmock/gmock.h>

#include "core/commands/create_template.hpp"
#include "core/messages/convert.hpp"
#include "ctl/import_report.hpp"
#include "ctl/provider_choice.hpp"
#include "ctl/value_text.hpp"
#include "tests/support/places.hpp"

namespace hf::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

ValueMap entry(const std::string& json) { return std::get<ValueMap>(value_from_text(json).data); }

TEST(TemplateFile, TranslatesWhatIsOursAndKeepsTheRest) {
    const auto imported = import_template(entry(R"({
        "templateId": "Spot", "maxNumber": 10, "priceType": "spot", "providerApi": "EC2Fleet",
        "attributes": {"type": ["String", "X86_64"], "ncpus": ["Numeric", "4"], "nram": "2048", "zone": "a"},
        "instanceTags": "company=abc;team=x=y;", "vmTypes": {"m5.large": 1}, "subnetId": "s-1,s-2",
        "pgrpName": null})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->template_id, "Spot");
    EXPECT_EQ(imported->fields,
              (ValueMap{{"template_id", "Spot"},
                        {"max_number", 10},
                        {"price_type", "spot"},
                        {"provider_api", "EC2Fleet"},
                        {"counts", "machines"},
                        {"attributes", ValueMap{{"type", "X86_64"}, {"ncpus", 4}, {"nram", 2048}, {"zone", "a"}}},
                        {"tags", ValueMap{{"company", "abc"}, {"team", "x=y"}}},
                        {"configuration", ValueMap{{"vmTypes", ValueMap{{"m5.large", 1}}}, {"subnetId", "s-1,s-2"}}}}));
    EXPECT_TRUE(imported->notes.warnings.empty());
}

TEST(TemplateFile, KeepsAndReportsWhatNobodyKnows) {
    const auto imported = import_template(entry(R"({"templateId": "a", "maxNumber": 1, "vmTypo": 3})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"vmTypo", 3}}));
    EXPECT_THAT(imported->notes.warnings, ::testing::ElementsAre(::testing::HasSubstr("vmTypo")));
}

TEST(TemplateFile, PassesAConfigurationAsItIs) {
    const auto imported = import_template(
        entry(R"({"templateId": "a", "maxNumber": 1, "provider": "local", "configuration": {"command": ["x"]}})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"command", ValueList{"x"}}}));
    EXPECT_EQ(imported->fields.at("provider"), Value("local"));
    EXPECT_TRUE(imported->notes.warnings.empty());
}

TEST(TemplateFile, CountsAsSymphonyDoes) {
    const auto counts = [](const std::string& rest) {
        const auto imported = import_template(entry(R"({"templateId": "a", "maxNumber": 10, )" + rest + "}"));
        return imported ? *imported->fields.at("counts").as<std::string>() + ": " + imported->notes.places.at("vmTypes")
                        : imported.error();
    };
    const auto weights = std::string(R"("vmTypes": {"m5.large": 1, "m5.xlarge": 2})");
    for (const auto* price_type : {"spot", "heterogeneous"})
        EXPECT_EQ(counts(fmt::format(R"({}, "priceType": "{}")", weights, price_type)),
                  "units: configuration.vmTypes; maxNumber and requests count units of its weights");
    EXPECT_THAT(counts(weights), HasSubstr("machines: configuration.vmTypes; its weights have no effect"));
    EXPECT_EQ(counts(weights + R"(, "priceType": "spot", "counts": "machines")"), "machines: configuration.vmTypes");
    EXPECT_EQ(counts(R"("vmTypes": {"m5.large": 1}, "priceType": "spot")"), "machines: configuration.vmTypes");
    EXPECT_THAT(counts(R"("vmTypes": {"m5.large": 1.5}, "priceType": "spot")"), HasSubstr("machines: "))
        << "a part of a unit can't be counted";
}

TEST(TemplateFile, WhatTheFileNoLongerSaysIsEmptied) {
    const auto imported = import_template(entry(R"({"templateId": "a", "maxNumber": 1})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("tags"), Value(ValueMap{}));
    EXPECT_EQ(imported->fields.at("price_type"), Value("ondemand"));
    EXPECT_FALSE(imported->fields.contains("name"));
}

TEST(TemplateFile, MayBeOneTemplate) {
    const auto one = templates_in(value_from_text(R"({"templateId": "a", "maxNumber": 1})"));
    ASSERT_TRUE(one) << one.error();
    EXPECT_THAT(*one, ::testing::SizeIs(1));
}

TEST(TemplateFile, TheExamplesCanBeImported) {
    for (const auto* file : {"etc/template-aws.yaml", "etc/template-sources.yaml"}) {
        SCOPED_TRACE(file);
        const auto read = value_from_file(hf::testing::source(file));
        ASSERT_TRUE(read) << read.error();
        const auto entries = templates_in(*read);
        ASSERT_TRUE(entries) << entries.error();
        const auto imported = import_template(entries->front());
        ASSERT_TRUE(imported) << imported.error();
        EXPECT_THAT(imported->notes.warnings, ::testing::IsEmpty());
        CreateTemplate command;
        const auto problem = from_map(imported->fields, command);
        ASSERT_FALSE(problem) << problem->path << ' ' << problem->message;
        EXPECT_FALSE(command.spec.configuration.empty());
    }
}

// What LSF's resource connector has in its files.
TEST(TemplateFile, OfLsfIsTranslated) {
    const auto imported = import_template(entry(R"({
        "templateId": "night", "maxNumber": 0, "imageId": "ami-1", "subnetId": "subnet-1", "vmType": "c5n.18xlarge",
        "attributes": {"type": ["String", "X86_64"], "mem": ["Numeric", "4096"], "awshost": ["Boolean", "1"]},
        "securityGroupIds": [""], "userData": "zone=b;queue=night", "interfaceType": "efa", "tenancy": "dedicated",
        "placementGroupName": "near", "ebsOptimized": "true"})"));
    ASSERT_TRUE(imported) << imported.error();
    const ValueMap native{{"EbsOptimized", true}, {"Placement", ValueMap{{"Tenancy", "dedicated"}}}};
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"imageId", "ami-1"},
                                                                   {"subnetId", "subnet-1"},
                                                                   {"vmType", "c5n.18xlarge"},
                                                                   {"pgrpName", "near"},
                                                                   {"efaCount", 1},
                                                                   {"nativeSpec", native}}));
    EXPECT_EQ(
        imported->fields.at("attributes"),
        Value(ValueMap{{"type", "X86_64"}, {"mem", 4096}, {"nram", 4096}, {"awshost", ValueList{"Boolean", "1"}}}));
    const auto& places = imported->notes.places;
    EXPECT_EQ(places.at("tenancy"), "configuration.nativeSpec.Placement.Tenancy");
    EXPECT_EQ(places.at("placementGroupName"), "configuration.pgrpName");
    EXPECT_EQ(places.at("interfaceType"), "configuration.efaCount");
    EXPECT_EQ(places.at("securityGroupIds"), "left out");
    EXPECT_EQ(places.at("userData"), "left out");
    EXPECT_THAT(imported->notes.warnings, ElementsAre(HasSubstr("securityGroupIds has an empty name"),
                                                      HasSubstr("userData is left out: LSF's own script")));
    EXPECT_EQ(
        import_template(entry(R"({"templateId": "a", "userData": "#!/bin/sh\nx=1"})"))->notes.places.at("userData"),
        "configuration.userData");
}

TEST(TemplateFile, TakesOurOwnKeysAsTheyAre) {
    const auto imported = import_template(entry(R"({
        "templateId": "a", "maxNumber": 1, "interfaceType": "efa", "efaCount": 4, "publicIp": false,
        "volumes": [{"device": "/dev/sdb", "size": 100}], "capacityReservation": "cr-1", "hostNameType": "ip-name",
        "instanceName": "worker-{{ request_id }}"})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->fields.at("configuration"),
              Value(ValueMap{{"efaCount", 4},
                             {"publicIp", false},
                             {"volumes", ValueList{ValueMap{{"device", "/dev/sdb"}, {"size", 100}}}},
                             {"capacityReservation", "cr-1"},
                             {"hostNameType", "ip-name"},
                             {"instanceName", "worker-{{ request_id }}"}}));
    EXPECT_THAT(imported->notes.warnings, ElementsAre("interfaceType is left out: efaCount says it"));
}

// What a broker for several kinds of providers has in its files.
TEST(TemplateFile, OfAnotherBrokerSaysWhatItIsFor) {
    const auto imported = import_template(entry(R"({
        "templateId": "a", "maxNumber": 1, "name": "A", "providerType": "k8s", "createdAt": "2026-07-06T22:07:11",
        "instanceTags": {"stage": "test"}, "_comment": "needs a file", "percentOnDemand": 30})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->provider_type, "kubernetes");
    EXPECT_EQ(imported->fields.at("tags"), Value(ValueMap{{"stage", "test"}}));
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"percentOnDemand", 30}}));
    EXPECT_THAT(imported->notes.warnings,
                ElementsAre(HasSubstr("_comment is left out"), HasSubstr("createdAt is left out"),
                            "percentOnDemand counts with priceType spot or heterogeneous alone"));
}

TEST(TemplateFile, SaysThatASpotTemplateHasNoMachinesOnDemand) {
    const auto imported = import_template(
        entry(R"({"templateId": "a", "maxNumber": 1, "priceType": "spot", "vmTypesOnDemand": {"m5.large": 1}})"));
    ASSERT_TRUE(imported);
    EXPECT_THAT(imported->notes.warnings,
                ElementsAre("vmTypesOnDemand counts with percentOnDemand or onDemandCapacity alone, since priceType is "
                            "spot"));
}

TEST(TemplateFile, OfSymphonyMeansASpotFleetWhereItHasARole) {
    const auto imported =
        import_template(entry(R"({"templateId": "a", "maxNumber": 1, "priceType": "spot", "fleetRole": "arn:r"})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("provider_api"), Value("SpotFleet"));
    EXPECT_FALSE(imported->notes.places.contains("providerApi")) << "the file does not have it";
    EXPECT_THAT(imported->notes.warnings, ElementsAre(HasSubstr("SpotFleet is meant")));
}

TEST(TemplateFile, HasTheKeysOfItsNativeSpecs) {
    const auto imported = import_template(entry(R"({
        "templateId": "both", "maxNumber": 2, "providerApi": "EC2Fleet", "imageId": "ami-1", "vmType": "c5.large",
        "instanceTags": "stage=test",
        "launch_template_spec": {
          "LaunchTemplateName": "mine-{{ request_id }}",
          "LaunchTemplateData": {
            "ImageId": "{{ image_id }}", "InstanceType": "{{ instance_type }}", "EbsOptimized": true, "KeyName": "ops",
            "IamInstanceProfile": {"Name": "worker"},
            "TagSpecifications": [{"ResourceType": "instance",
                                   "Tags": [{"Key": "Name", "Value": "worker-{{ request_id }}"}]}]}},
        "provider_api_spec": {
          "Type": "instant",
          "TargetCapacitySpecification": {"TotalTargetCapacity": "{{ requested_count }}",
                                          "DefaultTargetCapacityType": "spot"},
          "SpotOptions": {"AllocationStrategy": "capacity-optimized", "MaxTotalPrice": "7"},
          "LaunchTemplateConfigs": [{"Overrides": [
            {"InstanceType": "c5.large", "SubnetId": "subnet-1"},
            {"InstanceType": "c5.xlarge", "SubnetId": "subnet-2", "WeightedCapacity": 2}]}],
          "TagSpecifications": [{"ResourceType": "fleet", "Tags": [{"Key": "Name", "Value": "f"}]}]}})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->fields.at("configuration"),
              Value(ValueMap{{"imageId", "ami-1"},
                             {"keyName", "ops"},
                             {"instanceProfile", "worker"},
                             {"fleetType", "instant"},
                             {"allocationStrategy", "capacity-optimized"},
                             {"vmTypes", ValueMap{{"c5.large", 1}, {"c5.xlarge", 2}}},
                             {"subnetId", ValueList{"subnet-1", "subnet-2"}},
                             {"nativeSpec", ValueMap{{"EbsOptimized", true}}}}));
    EXPECT_EQ(imported->fields.at("price_type"), Value("spot"));
    EXPECT_EQ(imported->fields.at("tags"), Value(ValueMap{{"stage", "test"}, {"Name", "worker-{{ request_id }}"}}));
    EXPECT_THAT(
        imported->notes.warnings,
        UnorderedElementsAre(HasSubstr("LaunchTemplateName is left out"), HasSubstr("TotalTargetCapacity is left out"),
                             HasSubstr("MaxTotalPrice is left out: there is no key for it"),
                             HasSubstr("TagSpecifications of a fleet is left out")));
}

TEST(TemplateFile, ReadsTheSpecsThatItNames) {
    const FileReader files = [](const std::string& path) -> tl::expected<Value, std::string> {
        if (path != "specs/run.json") return tl::make_unexpected(path + ": there is none");
        return value_from_text(R"({"MaxCount": 1, "InstanceType": "c5.large", "Monitoring": {"Enabled": true}})");
    };
    const auto imported = import_template(
        entry(R"({"templateId": "a", "vmType": "m5.large", "provider_api_spec_file": "specs/run.json"})"), files);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(
        imported->fields.at("configuration"),
        Value(ValueMap{{"vmType", "c5.large"}, {"nativeSpec", ValueMap{{"Monitoring", ValueMap{{"Enabled", true}}}}}}));
    EXPECT_THAT(
        imported->notes.warnings,
        ElementsAre(HasSubstr("InstanceType is taken in place of the template's vmType"), HasSubstr("MaxCount")));
    EXPECT_EQ(import_template(entry(R"({"templateId": "a", "launch_template_spec_file": "x"})"), files).error(),
              "launch_template_spec_file: x: there is none");
    EXPECT_EQ(import_template(
                  entry(R"({"templateId": "a", "launch_template_spec": {}, "launch_template_spec_file": "x"})"), files)
                  .error(),
              "launch_template_spec_file can't be given beside launch_template_spec");
    EXPECT_EQ(import_template(entry(R"({"templateId": "a", "provider_api_spec": 7})")).error(),
              "provider_api_spec must be a map, not 7");
}

TEST(ImportReport, TellsOfEveryKeyOnce) {
    ImportReport report;
    for (const auto* id : {"a", "b"})
        report.add(*import_template(
            entry(fmt::format(R"({{"templateId": "{}", "maxNumber": 1, "name": "x", "imageId": "ami-1", "createdAt": 1,
                                   "vmType": "c5.large"}})",
                              id))));
    EXPECT_THAT(report.lines(),
                ElementsAre("name: as it is", "imageId, vmType: in the configuration, as it is", "createdAt: left out",
                            "maxNumber: max_number", "templateId: template_id",
                            "warning: createdAt is left out: the daemon records when it makes the template (a, b)"));
    ImportReport own;
    own.add(*import_template(entry(R"({"template_id": "a", "max_number": 1, "configuration": {"imageId": "ami-1"}})")));
    EXPECT_THAT(own.lines(), ::testing::IsEmpty());
}

TEST(ProviderChoice, IsWhereJustOneFits) {
    CapabilityReport aws{{"cloud"}, "aws", {}};
    aws.capabilities.provider_apis = {"RunInstances", "EC2Fleet"};
    aws.capabilities.template_keys = {"imageId", "vmType"};
    CapabilityReport local{{"local"}, "process", {}};
    local.capabilities.template_keys = {"command"};
    const auto fitting = [&](const std::string& json, const std::vector<CapabilityReport>& enabled) {
        return fitting_providers(*import_template(entry(json)), enabled);
    };
    const std::string site = R"({"templateId": "a", "imageId": "ami-1", "vmType": "c5.large", "rank": 1})";
    EXPECT_THAT(fitting(site, {aws, local}), ElementsAre("cloud"));
    EXPECT_THAT(fitting(R"({"templateId": "a", "configuration": {"command": ["x"]}})", {aws, local}),
                ElementsAre("local"));
    EXPECT_THAT(fitting(R"({"templateId": "a", "providerApi": "EC2Fleet"})", {aws, local}), ElementsAre("cloud"));
    EXPECT_THAT(fitting(R"({"templateId": "a", "vmTypo": 1})", {aws, local}), ::testing::IsEmpty());
    EXPECT_THAT(fitting(R"({"templateId": "a", "vmTypo": 1})", {local}), ElementsAre("local")) << "there is no other";
    EXPECT_THAT(fitting(R"({"templateId": "a", "providerType": "k8s"})", {local}), ::testing::IsEmpty());
    auto other = aws;
    other.name = {"other"};
    EXPECT_THAT(fitting(site, {aws, local, other}), ElementsAre("cloud", "other"));
}

TEST(TemplateFile, SaysWhatItCannotUnderstand) {
    EXPECT_EQ(import_template(entry(R"({"maxNumber": 1})")).error(), "templateId is missing");
    EXPECT_EQ(import_template(entry(R"({"templateId": "a", "instanceTags": "alone"})")).error(),
              "instanceTags: \"alone\" is not key=value");
    EXPECT_FALSE(templates_in(value_from_text(R"({"template": []})")));
    EXPECT_EQ(templates_in(value_from_text(R"({"templates": [{}, 1]})")).error(), "templates[1] must be a map, not 1");
}

}  // namespace
}  // namespace hf::ctl
