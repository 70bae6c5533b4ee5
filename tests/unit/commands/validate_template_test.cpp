#include "core/commands/validate_template.hpp"

#include "core/provisioning/commands/record_template_check.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

TEST(ValidateTemplate, PutsOnRecordWhatTheRulesSayAndThenTheProvider) {
    auto scenario = given_small();
    scenario.when(ValidateTemplate{{"small"}})
        .then({TemplateValidated{{"small"}, Validator::rules, Validity::checking, {}}});
    EXPECT_EQ(scenario.tmpl().validity, Validity::checking);
    const auto version = scenario.tmpl().version;
    scenario.when(
        RecordTemplateCheck{{"small"}, version, Validity::invalid, {{"configuration.command[0]", "is not there"}}});
    EXPECT_EQ(scenario.tmpl().validity, Validity::invalid);
    EXPECT_EQ(scenario.tmpl().findings.front().message, "is not there");
    EXPECT_TRUE(scenario.tmpl().validated_at);
    scenario.given({template_updated("small", {})});
    EXPECT_EQ(scenario.tmpl().validity, Validity::unknown) << "what was found belongs to what it was";
    EXPECT_TRUE(scenario.tmpl().findings.empty());
    scenario.when(RecordTemplateCheck{{"small"}, version, Validity::valid, {}}).then(refused(Code::invalid_state));
}

TEST(ValidateTemplate, FindsWhatItsMakerDoesNotSay) {
    auto command = create_template();
    command.spec.attributes = {{"ncpus", 4}};
    auto scenario = given({provider_registered()});
    scenario.when(command);
    const auto validated = [&](ValueMap found) {
        scenario.when(ValidateTemplate{{"small"}});
        EXPECT_EQ(as_told(scenario.tmpl()).spec.attributes.at("ncpus"), Value(4));
        scenario.when(RecordTemplateCheck{{"small"}, scenario.tmpl().version, Validity::valid, {}, std::move(found)});
        return as_told(scenario.tmpl()).spec.attributes;
    };
    EXPECT_EQ(as_told(scenario.tmpl()).spec.attributes.at("nram"), Value(1024)) << "nobody knows";
    EXPECT_EQ(validated({{"ncpus", 8}, {"nram", 2048}}),
              (ValueMap{{"type", "X86_64"}, {"ncpus", 4}, {"ncores", 1}, {"nram", 2048}}));

    auto changed = scenario.tmpl().spec;
    changed.max_number = 7;
    scenario.given({TemplateUpdated{changed}});
    EXPECT_EQ(as_told(scenario.tmpl()).spec.attributes.at("nram"), Value(2048)) << "its machines are the same";
    changed.configuration["command"] = Value("other");
    scenario.given({TemplateUpdated{changed}});
    EXPECT_EQ(as_told(scenario.tmpl()).spec.attributes.at("nram"), Value(1024)) << "and now nobody knows";
}

TEST(ValidateTemplate, TellsAllThatTheRulesFindWrong) {
    auto type = std::make_shared<InMemoryType>();
    type->needs_command = true;
    auto scenario = given({provider_registered(), template_created()}, {.types = {{"process", type}}});
    scenario.when(ValidateTemplate{{"small"}});
    const auto result = scenario.result<TemplateFindings>();
    EXPECT_EQ(result.validity, Validity::invalid);
    EXPECT_THAT(result.findings, ::testing::ElementsAre(Finding{"configuration.command[0]", "is missing"},
                                                        Finding{"configuration.command", "is empty"}));
    EXPECT_EQ(scenario.tmpl().findings, result.findings);
}

TEST(ValidateTemplate, NeedsTheTemplate) {
    given_small().when(ValidateTemplate{{"smal"}}).then(refused(Code::template_not_found, "did you mean \"small\""));
}

}  // namespace
}  // namespace hf::testing
