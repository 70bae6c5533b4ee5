#include "core/queries/plan_request.hpp"

#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

PlanRequest for_machines(std::uint32_t count) { return {{"small"}, count, {}, {}, {}}; }

std::vector<std::string> providers_of(const RequestPlan& plan) {
    std::vector<std::string> names;
    for (const auto& source : plan.sources) names.push_back(source.provider.value);
    return names;
}

Given given_three(SourceSelection selection = SourceSelection::fallback) {
    return given(
        {provider_registered(), provider_registered("east"), provider_registered("west"),
         template_created("small", {.max_number = -1,
                                    .configuration = {{"image", "i-1"}},
                                    .sources = {source("local"), source("east"), source("west", 1, {{"image", "i-2"}})},
                                    .selection = selection})});
}

TEST(PlanRequest, TellsTheCallsOfTheOneProvider) {
    auto scenario = given_small({}, {.configuration = {{"image", "i-1"}}});
    const auto plan = ask(scenario, for_machines(3));
    ASSERT_THAT(plan.sources, SizeIs(1));
    const auto& only = plan.sources.front();
    EXPECT_EQ(only.launches, 1U);
    EXPECT_EQ(only.machines_per_launch, 3U);
    EXPECT_THAT(only.calls, ElementsAre(PlannedCall{"launch", "3 machines", {{"image", "i-1"}}}));
}

TEST(PlanRequest, SplitsWhatIsMoreThanOneCallCanAskFor) {
    auto type = std::make_shared<InMemoryType>();
    type->lane.machines_per_call = 40;
    const Site site{.types = {{"process", type}}};
    auto scenario = given_small({}, {.max_number = -1});
    const auto answered = answer(for_machines(100),
                                 QueryContext{scenario.models(), scenario.store(), site.limits, site.types,
                                              scenario.clock(), [] { return DaemonStatus{}; }},
                                 Caller{});
    ASSERT_TRUE(answered);
    const auto& plan = answered->result;
    EXPECT_EQ(plan.sources.front().launches, 3U);
    EXPECT_EQ(plan.sources.front().machines_per_launch, 40U);
    EXPECT_EQ(plan.sources.front().calls.front().purpose, "40 machines");
}

TEST(PlanRequest, TellsTheSourcesInTheOrderInWhichTheyWouldBeAsked) {
    auto scenario = given_three();
    EXPECT_THAT(providers_of(ask(scenario, for_machines(1))), ElementsAre("local", "east", "west"));
    EXPECT_EQ(ask(scenario, for_machines(1)).sources[2].calls.front().parameters, (ValueMap{{"image", "i-2"}}));
    scenario.given({ProviderHealthChanged{{{"local"}}, ProviderHealth::unreachable, "no answer"}});
    EXPECT_THAT(providers_of(ask(scenario, for_machines(1))), ElementsAre("east", "west", "local"));
    scenario.given({provider_disabled("east")});
    EXPECT_THAT(providers_of(ask(scenario, for_machines(1))), ElementsAre("west", "local"));
}

TEST(PlanRequest, WhereChanceDecidesTheOrderIsTheTemplates) {
    auto scenario = given_three(SourceSelection::weighted);
    const auto plan = ask(scenario, for_machines(1));
    EXPECT_THAT(providers_of(plan), ElementsAre("local", "east", "west"));
    EXPECT_EQ(plan.selection, SourceSelection::weighted);
}

TEST(PlanRequest, TellsWhatTheRequestOverrides) {
    auto scenario = given_small({}, {.configuration = {{"image", "i-1"}}});
    const Limits limits{.overridable = {"image"}};
    auto query = for_machines(1);
    query.configuration = {{"image", "i-9"}};
    EXPECT_EQ(ask(scenario, query, limits).sources.front().calls.front().parameters, (ValueMap{{"image", "i-9"}}));
    query.configuration = {{"size", 1}};
    EXPECT_EQ(refusal(scenario, query, limits).code, Code::validation_error);
}

TEST(PlanRequest, SaysThatTheSiteIsInQuarantineAndPlansForTheTimeAfterIt) {
    auto scenario = given_small();
    EXPECT_EQ(ask(scenario, for_machines(1)).quarantine, std::nullopt);
    scenario.given({ProviderQuarantined{{{"local"}}, "was restored"}});
    const auto plan = ask(scenario, for_machines(1));
    EXPECT_EQ(plan.quarantine, "was restored");
    EXPECT_THAT(providers_of(plan), ElementsAre("local"));
}

TEST(PlanRequest, HasTheErrorsThatTheRequestWouldHave) {
    auto scenario = given_small({}, {.max_number = 3});
    EXPECT_EQ(refusal(scenario, for_machines(4)).code, Code::limit_exceeded);
    EXPECT_EQ(refusal(scenario, for_machines(1000)).code, Code::validation_error);
    EXPECT_EQ(refusal(scenario, PlanRequest{{"smal"}, 1, {}, {}, {}}).code, Code::template_not_found);
    scenario.given({provider_disabled()});
    EXPECT_EQ(refusal(scenario, for_machines(1)).code, Code::invalid_state);
}

}  // namespace
}  // namespace hf::testing
