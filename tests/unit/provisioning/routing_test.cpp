#include "core/provisioning/routing.hpp"

#include "core/commands/validate_template.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

// A template that is to be checked at "local".
Scenario& checking(Scenario& scenario) {
    scenario.given({provider_registered(), provider_registered("cloud"), template_created()});
    return scenario.when(ValidateTemplate{{"small"}});
}

const Touched small{.templates = {{"small"}}, .requests = {}, .machines = {}, .providers = {}};

std::map<std::string, std::vector<TemplateId>> templates_of(const Routing::Parts& parts) {
    std::map<std::string, std::vector<TemplateId>> templates;
    for (const auto& [name, part] : parts.lanes) templates[name.value] = part.templates;
    return templates;
}

// Seeds 367 and 398 of the simulator: the lane kept a check that nobody wanted any more.
TEST(Routing, TellsTheLaneThatATemplateNeedNotBeChecked) {
    Scenario scenario;
    Routing routing;
    EXPECT_EQ(templates_of(routing.parts_of(small, checking(scenario).state())).count("local"), 1U);
    scenario.given({template_updated("small", {.max_number = 3})});
    EXPECT_EQ(templates_of(routing.parts_of(small, scenario.state())).count("local"), 1U);
    EXPECT_THAT(routing.parts_of(small, scenario.state()).lanes, ::testing::IsEmpty());
}

TEST(Routing, TellsTheLaneThatATemplateIsCheckedElsewhere) {
    Scenario scenario;
    Routing routing;
    routing.begin(checking(scenario).state());
    scenario.given({template_updated("small", {.provider = "cloud"})}).when(ValidateTemplate{{"small"}});
    const std::vector<TemplateId> one{{"small"}};
    EXPECT_EQ(templates_of(routing.parts_of(small, scenario.state())),
              (std::map<std::string, std::vector<TemplateId>>{{"cloud", one}, {"local", one}}));
}

TEST(Routing, NamesATemplateOnceToALane) {
    Scenario scenario;
    Routing routing;
    routing.begin(checking(scenario).state());
    EXPECT_THAT(templates_of(routing.parts_of(small, scenario.state())).at("local"), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace hf::testing
