#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

const auto default_attributes = ValueMap{{"type", "X86_64"}, {"ncpus", 1}, {"ncores", 1}, {"nram", 1024}};

Given a_site() {
    auto type = std::make_shared<InMemoryType>();
    type->needs_command = true;
    return given({provider_registered()}, {.types = {{"process", type}}});
}

CreateTemplate with_attributes(ValueMap attributes) {
    auto command = create_template();
    command.spec.attributes = std::move(attributes);
    return command;
}

TEST(CreateTemplate, MakesATemplate) {
    auto scenario = given({provider_registered()});
    scenario.when(create_template("small", {.max_number = 3, .tags = {{"owner", "me"}}}))
        .then({template_created("small", {.max_number = 3, .tags = {{"owner", "me"}}})});
    EXPECT_EQ(text_of(scenario.result<TemplateChanged>()), R"({template_id: "small", version: 1})");
    EXPECT_EQ(scenario.tmpl().machines_in_use, 0U);
    EXPECT_EQ(scenario.tmpl().created_at, scenario.clock().now());
}

TEST(CreateTemplate, KeepsWhatItsMakerSaysAndTellsSchedulersMore) {
    auto scenario = given({provider_registered()});
    scenario.when(with_attributes({{"ncpus", 8}, {"gpu", "no"}}));
    EXPECT_EQ(scenario.tmpl().spec.attributes, (ValueMap{{"ncpus", 8}, {"gpu", "no"}}));
    auto expected = default_attributes;
    expected["ncpus"] = Value(8);
    expected["gpu"] = Value("no");
    EXPECT_EQ(as_told(scenario.tmpl()).spec.attributes, expected);
}

TEST(CreateTemplate, IsNamedAfterItsIdWhenItHasNoName) {
    auto scenario = given({provider_registered()});
    scenario.when(create_template("small", {.name = ""}));
    EXPECT_EQ(scenario.tmpl().spec.name, "small");
}

TEST(CreateTemplate, ContinuesTheStreamOfADeletedOne) {
    auto scenario = given_small({template_updated("small", {}), template_deleted()});
    scenario.when(create_template());
    EXPECT_EQ(scenario.result<TemplateChanged>().version, 4U);
    EXPECT_EQ(scenario.tmpl().version, 4U);
}

TEST(CreateTemplate, IsRefusedWhenItExists) {
    given_small().when(create_template()).then(refused(Code::already_exists, "template \"small\" exists already"));
}

TEST(CreateTemplate, NeedsAConfiguredProvider) {
    auto scenario = given({provider_registered("local"), provider_registered("gone"), provider_missing("gone")});
    scenario.when(create_template("small", {.provider = "locl"}))
        .then(refused(Code::provider_not_found, "\"locl\" is not configured; did you mean \"local\"?"));
    scenario.when(create_template("small", {.provider = "gone"}))
        .then(refused(Code::provider_not_found, "provider \"gone\" is not configured"));
    EXPECT_THAT(scenario.error().message, ::testing::Not(::testing::HasSubstr("did you mean")));
}

TEST(CreateTemplate, ChecksTheAttributesThatItKnows) {
    auto scenario = given({provider_registered()});
    for (const auto* name : {"ncpus", "ncores", "nram"})
        for (const auto& wrong : {Value(0), Value(-1), Value("2"), Value(1.5), Value(), Value(ValueMap{})}) {
            scenario.when(with_attributes({{name, wrong}}))
                .then(refused(Code::validation_error, "a whole number from 1"));
            EXPECT_EQ(scenario.error().field, fmt::format("attributes.{}", name));
        }
    scenario.when(with_attributes({{"type", 86}}))
        .then(refused(Code::validation_error, "attributes.type must be a string, not 86"));
    EXPECT_EQ(scenario.error().field, "attributes.type");
}

TEST(CreateTemplate, AsksTheProvidersOwnRules) {
    auto scenario = a_site();
    scenario.when(create_template()).then(refused(Code::validation_error, "configuration.command[0] is missing"));
    EXPECT_EQ(scenario.error().field, "configuration.command[0]");
    scenario.when(create_template("small", {.configuration = {{"forbidden", true}}}))
        .then(refused(Code::validation_error, "configuration must not say forbidden"));
    EXPECT_EQ(scenario.error().field, "configuration");
    scenario.when(create_template("small", {.configuration = {{"command", "/bin/true"}}}));
    EXPECT_TRUE(scenario.accepted());
}

TEST(CreateTemplate, IsToldAllThatIsWrongAtOnce) {
    auto scenario = a_site();
    scenario.when(with_attributes({{"ncpus", 0}, {"nram", "much"}, {"type", 86}}))
        .then(refused(Code::validation_error,
                      "attributes.ncpus must be a whole number from 1, not 0; "
                      "attributes.nram must be a whole number from 1, not \"much\"; "
                      "attributes.type must be a string, not 86; "
                      "configuration.command[0] is missing; configuration.command is empty"));
    EXPECT_EQ(scenario.error().field, "attributes.ncpus");
    const auto findings = *scenario.error().details.at("findings").as<ValueList>();
    ASSERT_EQ(findings.size(), 5U);
    EXPECT_EQ(findings[3], Value(ValueMap{{"field", "configuration.command[0]"}, {"message", "is missing"}}));
}

TEST(CreateTemplate, ChecksWhatComesOverTheWire) {
    auto scenario = given({provider_registered()});
    const auto with = [](std::string_view name, Value value) {
        ValueMap body{{"template_id", "small"}, {"provider", "local"}, {"max_number", 5}};
        body[std::string(name)] = std::move(value);
        return body;
    };
    scenario.when_message("CreateTemplate", with("max_number", -2)).then(refused(Code::validation_error, "from -1"));
    EXPECT_EQ(scenario.error().field, "max_number");
    scenario.when_message("CreateTemplate", with("template_id", "no spaces")).then(refused(Code::validation_error));
    EXPECT_EQ(scenario.error().field, "template_id");
    scenario.when_message("CreateTemplate", with("price_type", "spots"))
        .then(refused(Code::validation_error, "did you mean \"spot\"?"));
    scenario.when_message("CreateTemplate", with("activ", true))
        .then(refused(Code::validation_error, "activ is not known here; did you mean \"active\"?"));
    scenario.when_message("CreateTemplate", {{"template_id", "small"}, {"max_number", 5}})
        .then(refused(Code::validation_error, "provider is missing"));
    scenario.when_message("CreateTemplate", with("max_number", -1));
    EXPECT_TRUE(scenario.accepted());
}

}  // namespace
}  // namespace hf::testing
