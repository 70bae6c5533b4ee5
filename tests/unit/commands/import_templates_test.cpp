#include "core/commands/import_templates.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> told(const TemplatesImported& result) {
    std::vector<std::string> words;
    for (const auto& each : result.templates)
        words.push_back(fmt::format("{} {}", each.template_id, name_of(each.outcome)));
    return words;
}

ImportTemplates import(std::vector<TemplateSpec> templates, bool dry_run = false) {
    return {std::move(templates), dry_run, false};
}

TEST(ImportTemplates, TellsWhatIsNewChangedAndTheSame) {
    auto scenario = given_small({template_created("other")});
    const auto file = import({spec_of("new"), spec_of("small", {.max_number = 11}), spec_of("other")});
    scenario.when(import(file.templates, true)).then_nothing();
    EXPECT_THAT(told(scenario.result<TemplatesImported>()), ElementsAre("new new", "small changed", "other same"));
    scenario.when(file);
    EXPECT_THAT(told(scenario.result<TemplatesImported>()), ElementsAre("new new", "small changed", "other same"));
    EXPECT_THAT(scenario.types(), ElementsAre("TemplateCreated", "TemplateUpdated"));
    EXPECT_EQ(scenario.tmpl("small").spec.max_number, 11);
    scenario.when(file).then_nothing();
    EXPECT_THAT(told(scenario.result<TemplatesImported>()), ElementsAre("new same", "small same", "other same"));
}

TEST(ImportTemplates, ChangesNothingWhenOneIsWrong) {
    auto scenario = given_small();
    scenario.when(import({spec_of("new"), spec_of("bad", {.provider = "nowhere"}), spec_of("small")}))
        .then(refused(Code::validation_error, "1 of 3 templates are wrong, and nothing was changed; bad: provider"));
    const auto why = scenario.error();
    EXPECT_EQ(why.field, "templates[1]");
    const auto& all = std::get<ValueList>(why.details.at("templates").data);
    EXPECT_EQ(all.size(), 3U);
    EXPECT_EQ(std::get<ValueMap>(all[1].data).at("outcome"), Value("wrong"));
    EXPECT_EQ(std::get<ValueMap>(all[2].data).at("outcome"), Value("same"));
    EXPECT_EQ(scenario.state().find(TemplateId{"new"}), nullptr);
}

TEST(ImportTemplates, MayLeaveOutWhatIsWrong) {
    auto scenario = given_small();
    auto file = import({spec_of("new"), spec_of("bad", {.provider = "nowhere"}), spec_of("new")});
    file.skip_wrong = true;
    scenario.when(file);
    const auto result = scenario.result<TemplatesImported>();
    EXPECT_THAT(told(result), ElementsAre("new new", "bad wrong", "new wrong"));
    EXPECT_THAT(result.templates[1].message, ::testing::HasSubstr("provider"));
    EXPECT_THAT(scenario.types(), ElementsAre("TemplateCreated"));
    file.dry_run = true;
    scenario.when(file).then_nothing();
}

TEST(ImportTemplates, RefusesATemplateThatStandsTwice) {
    given_small()
        .when(import({spec_of("new"), spec_of("new")}))
        .then(refused(Code::validation_error, "more than once"));
}

}  // namespace
}  // namespace hf::testing
