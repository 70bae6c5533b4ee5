#include "ctl/template_file.hpp"

#include <gmock/gmock.h>

#include "core/commands/create_template.hpp"
#include "core/messages/convert.hpp"
#include "ctl/value_text.hpp"
#include "tests/support/places.hpp"

namespace hf::ctl {
namespace {

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
    EXPECT_TRUE(imported->warnings.empty());
}

TEST(TemplateFile, KeepsAndReportsWhatNobodyKnows) {
    const auto imported = import_template(entry(R"({"templateId": "a", "maxNumber": 1, "vmTypo": 3})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"vmTypo", 3}}));
    EXPECT_THAT(imported->warnings, ::testing::ElementsAre(::testing::HasSubstr("vmTypo")));
}

TEST(TemplateFile, PassesAConfigurationAsItIs) {
    const auto imported = import_template(
        entry(R"({"templateId": "a", "maxNumber": 1, "provider": "local", "configuration": {"command": ["x"]}})"));
    ASSERT_TRUE(imported);
    EXPECT_EQ(imported->fields.at("configuration"), Value(ValueMap{{"command", ValueList{"x"}}}));
    EXPECT_EQ(imported->fields.at("provider"), Value("local"));
    EXPECT_TRUE(imported->warnings.empty());
}

TEST(TemplateFile, CountsAsSymphonyDoes) {
    const auto counts = [](const std::string& rest) {
        const auto imported = import_template(entry(R"({"templateId": "a", "maxNumber": 10, )" + rest + "}"));
        return imported ? std::pair(*imported->fields.at("counts").as<std::string>(), imported->warnings.size())
                        : std::pair(imported.error(), std::size_t{});
    };
    const auto weights = std::string(R"("vmTypes": {"m5.large": 1, "m5.xlarge": 2})");
    EXPECT_EQ(counts(weights + R"(, "priceType": "spot")"), std::pair(std::string("units"), std::size_t{1}));
    EXPECT_EQ(counts(weights + R"(, "priceType": "heterogeneous")"), std::pair(std::string("units"), std::size_t{1}));
    EXPECT_EQ(counts(weights), std::pair(std::string("machines"), std::size_t{1}))
        << "it says that they have no effect";
    EXPECT_EQ(counts(weights + R"(, "priceType": "spot", "counts": "machines")"),
              std::pair(std::string("machines"), std::size_t{0}));
    EXPECT_EQ(counts(R"("vmTypes": {"m5.large": 1}, "priceType": "spot")"),
              std::pair(std::string("machines"), std::size_t{0}));
    EXPECT_EQ(counts(R"("vmTypes": {"m5.large": 1.5}, "priceType": "spot")").first, "machines")
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
        EXPECT_THAT(imported->warnings, ::testing::IsEmpty());
        CreateTemplate command;
        const auto problem = from_map(imported->fields, command);
        ASSERT_FALSE(problem) << problem->path << ' ' << problem->message;
        EXPECT_FALSE(command.spec.configuration.empty());
    }
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
