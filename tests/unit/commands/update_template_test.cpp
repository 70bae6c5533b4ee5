#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

ValueMap small_with(ValueMap fields) {
    fields["template_id"] = Value("small");
    return fields;
}

Scenario& update(Scenario& scenario, ValueMap fields, std::optional<Version> expected_version = std::nullopt) {
    return scenario.when_message("UpdateTemplate", small_with(std::move(fields)), expected_version);
}

TEST(UpdateTemplate, ChangesTheGivenFieldsAndNoOthers) {
    auto scenario = given_small({}, {.max_number = 3,
                                     .name = "Small",
                                     .price_type = PriceType::spot,
                                     .tags = {{"owner", "me"}},
                                     .configuration = {{"command", "/bin/true"}}});
    auto expected = scenario.tmpl().spec;
    update(scenario, {{"max_number", 7}, {"description", "more of them"}});
    expected.max_number = 7;
    expected.description = "more of them";
    scenario.then({TemplateUpdated{expected}});
    EXPECT_EQ(scenario.result<TemplateChanged>().version, 2U);
    EXPECT_EQ(scenario.tmpl().version, 2U);
    EXPECT_EQ(scenario.tmpl().spec, expected);
}

TEST(UpdateTemplate, ChangesEveryFieldThatThereIs) {
    auto scenario = given_small({provider_registered("other")});
    update(scenario, {{"provider", "other"},
                      {"max_number", -1},
                      {"name", "n"},
                      {"description", "d"},
                      {"provider_api", "fleet"},
                      {"attributes", ValueMap{{"ncpus", 4}}},
                      {"price_type", "heterogeneous"},
                      {"tags", ValueMap{{"a", "b"}}},
                      {"active", false},
                      {"configuration", ValueMap{{"zone", "z"}}},
                      {"sources", ValueList{Value(ValueMap{{"provider", "other"}})}},
                      {"selection", "weighted"},
                      {"counts", "units"}});
    EXPECT_TRUE(scenario.accepted());
    EXPECT_EQ(
        text_of(scenario.tmpl().spec),
        R"({template_id: "small", provider: "other", max_number: -1, name: "n", description: "d", )"
        R"(provider_api: "fleet", attributes: {ncpus: 4}, )"
        R"(price_type: "heterogeneous", tags: {a: "b"}, active: false, configuration: {zone: "z"}, )"
        R"(sources: [{provider: "other", weight: 1, provider_api: "", configuration: {}}], selection: "weighted", )"
        R"(counts: "units"})");
    EXPECT_EQ(type_of<TemplateSpec>.fields.size(), 14U) << "a field has come that this test should change, too";
}

TEST(UpdateTemplate, ChangesAFieldBackToItsDefault) {
    auto scenario = given_small({}, {.name = "Small", .tags = {{"owner", "me"}}, .active = false});
    update(scenario, {{"active", true}, {"tags", ValueMap{}}});
    EXPECT_TRUE(scenario.tmpl().spec.active);
    EXPECT_TRUE(scenario.tmpl().spec.tags.empty());
    EXPECT_EQ(scenario.tmpl().spec.name, "Small");
}

TEST(UpdateTemplate, DoesNothingWhenNothingChanges) {
    auto scenario = given_small({}, {.max_number = 3});
    update(scenario, {{"max_number", 3}}).then_nothing();
    EXPECT_EQ(scenario.result<TemplateChanged>().version, 1U);
    update(scenario, {}).then_nothing();
    update(scenario, {{"attributes", ValueMap{}}}).then_nothing();
}

TEST(UpdateTemplate, NeedsTheTemplate) {
    auto scenario = given_small();
    scenario.when_message("UpdateTemplate", {{"template_id", "smal"}})
        .then(refused(Code::template_not_found, "template \"smal\" does not exist; did you mean \"small\"?"));
    scenario.when_message("UpdateTemplate", {}).then(refused(Code::validation_error, "template_id is missing"));
}

TEST(UpdateTemplate, IsRefusedWhenTheTemplateHasMovedOn) {
    auto scenario = given_small({template_updated("small", {.max_number = 4})});
    update(scenario, {{"max_number", 5}}, 1).then(refused(Code::conflict, "version 1 was expected, it is 2"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"version", 2}}));
    EXPECT_FALSE(scenario.error().retryable);
    update(scenario, {{"max_number", 5}}, 2);
    EXPECT_EQ(scenario.types(), std::vector<std::string>{"TemplateUpdated"});
}

TEST(UpdateTemplate, KeepsTheProviderWhileMachinesAreInUse) {
    auto scenario = given_small({provider_registered("other"), request_created("req-a", 2)});
    update(scenario, {{"provider", "other"}}).then(refused(Code::invalid_state, "has 2 machines in use"));
    scenario.given({request_cancelled("req-a")});
    update(scenario, {{"provider", "other"}});
    EXPECT_TRUE(scenario.accepted());
}

TEST(UpdateTemplate, ChecksTheTemplateAsItWouldBe) {
    auto type = std::make_shared<InMemoryType>();
    type->needs_command = true;
    auto scenario = given({provider_registered(), template_created("small", {.configuration = {{"command", "x"}}})},
                          {.types = {{"process", type}}});
    update(scenario, {{"configuration", ValueMap{}}})
        .then(refused(Code::validation_error, "configuration.command[0] is missing"));
    update(scenario, {{"attributes", ValueMap{{"nram", 0}}}}).then(refused(Code::validation_error, "attributes.nram"));
    update(scenario, {{"provider", "nowhere"}}).then(refused(Code::provider_not_found));
    update(scenario, {{"max_number", 1}});
    EXPECT_TRUE(scenario.accepted());
}

TEST(UpdateTemplate, MayLowerMaxNumberBelowWhatIsInUse) {
    auto scenario = given_small({request_created("req-a", 3)});
    update(scenario, {{"max_number", 1}});
    EXPECT_TRUE(scenario.accepted());
    EXPECT_EQ(scenario.state().capacity_left(scenario.tmpl()), 0);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 3U);
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::pending);
}

}  // namespace
}  // namespace hf::testing
