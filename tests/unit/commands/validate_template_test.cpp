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
