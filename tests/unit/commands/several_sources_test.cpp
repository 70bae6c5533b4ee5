// Templates with several sources, and orders of them.
#include "core/commands/disable_provider.hpp"
#include "core/commands/enable_provider.hpp"
#include "core/commands/remove_provider.hpp"
#include "core/commands/validate_template.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::IsEmpty;

const TemplateOptions of_two{.max_number = 10, .sources = {source("local"), source("other")}};

Given given_two(const Events& facts = {}) {
    return given(Events{provider_registered(), provider_registered("other"), template_created("small", of_two)} +
                 facts);
}

TEST(SeveralSources, MustAllBeThere) {
    given({provider_registered()})
        .when(create_template("small", of_two))
        .then(refused(Code::provider_not_found, "provider \"other\" is not configured"));
}

TEST(SeveralSources, TheFirstIsTheTemplatesProvider) {
    auto scenario = given({provider_registered(), provider_registered("other")});
    scenario.when(create_template("small", {.sources = {source("other"), source("local")}}))
        .then(refused(Code::validation_error, "must be the template's provider local, not other"));
    scenario.when(create_template("small", of_two));
    EXPECT_TRUE(scenario.accepted());
}

TEST(SeveralSources, EachKeepsTheRulesOfItsProvidersType) {
    auto strict = std::make_shared<InMemoryType>();
    strict->needs_command = true;
    const Site site{.types = {{"process", std::make_shared<InMemoryType>()}, {"strict", strict}}};
    auto scenario = given({provider_registered(), provider_registered("other", "strict")}, site);
    scenario.when(create_template("small", of_two))
        .then(refused(Code::validation_error, "sources[1].configuration.command"));
    auto with_command = of_two;
    with_command.sources[1].configuration = {{"command", "x"}};
    scenario.when(create_template("small", with_command));
    EXPECT_TRUE(scenario.accepted());
}

TEST(SeveralSources, ARequestMayOverrideWhatAllOfThemTake) {
    auto strict = std::make_shared<InMemoryType>();
    strict->needs_command = true;
    const Site site{.limits = {.overridable = {"forbidden"}},
                    .types = {{"process", std::make_shared<InMemoryType>()}, {"strict", strict}}};
    auto with_command = of_two;
    with_command.configuration = {{"command", "x"}};
    auto scenario = given(
        {provider_registered(), provider_registered("other", "strict"), template_created("small", with_command)}, site);
    auto order = create_request(1);
    order.configuration = {{"forbidden", true}};
    scenario.when(order).then(refused(Code::validation_error, "must not say forbidden"));
}

TEST(SeveralSources, TheFirstThatLaunchesIsAsked) {
    auto scenario = given_two({provider_disabled()});
    scenario.when(create_request(2));
    const auto& created = std::get<RequestCreated>(scenario.events().front());
    EXPECT_EQ(created.provider, ProviderName{"other"});
    EXPECT_EQ(created.source, 1);
    scenario.given({provider_disabled("other")});
    scenario.when(create_request(2))
        .then(refused(Code::invalid_state,
                      "none of the providers of template \"small\" launches machines now: local, other"));
}

TEST(SeveralSources, KeepTheirPlacesWhileMachinesAreInUse) {
    auto scenario = given_two({request_created("req-a", 1)});
    UpdateTemplate update;
    update.spec = spec_of("small", {.sources = {source("local"), source("local")}});
    update.given = ~std::uint64_t{0};
    scenario.when(update).then(refused(Code::invalid_state, "can't change before they are gone"));
    update.spec.sources = {source("local", 5), source("other", 2)};
    scenario.when(update);
    EXPECT_TRUE(scenario.accepted()) << "weights may change at any time";
}

TEST(SeveralSources, AProviderStaysWhileATemplateNamesIt) {
    given({provider_registered(), ProviderRegistered{{{"other"}}, "process", {}, ProviderSource::command},
           template_created("small", of_two)})
        .when(RemoveProvider{{"other"}, {}})
        .then(refused(Code::invalid_state, "is named by template \"small\""));
}

TEST(SeveralSources, WaitingRequestsLeaveADisabledProvider) {
    auto scenario = given_two({request_created("req-a", 2)});
    scenario.when(DisableProvider{{"local"}, "maintenance"})
        .then({ProviderDisabled{{{"local"}}, "maintenance", false},
               RequestRedirected{{{"req-a"}}, {"local"}, {"other"}, 1, "provider local is disabled"}});
    EXPECT_EQ(scenario.state().find(ProviderName{"local"})->open_requests, 0U);
    EXPECT_EQ(scenario.state().find(ProviderName{"other"})->open_requests, 1U);
    EXPECT_EQ(scenario.state().awaited_from({"other"}), 2U);
}

TEST(SeveralSources, WaitingRequestsStayWhereNobodyElseAnswers) {
    auto scenario = given_two({request_created("req-a", 2), provider_disabled("other")});
    scenario.when(DisableProvider{{"local"}, {}}).then({ProviderDisabled{{{"local"}}, {}, false}});
}

TEST(SeveralSources, AnOpenLaunchKeepsItsProvider) {
    auto scenario = given_two({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2)});
    scenario.when(DisableProvider{{"local"}, {}}).then({ProviderDisabled{{{"local"}}, {}, false}});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"local"});
}

TEST(SeveralSources, WaitingRequestsLeaveAProviderThatIsSilent) {
    auto scenario = given_two();
    scenario.given({request_created("req-a", 1)});
    scenario.given({ProviderHealthChanged{{{"local"}}, ProviderHealth::unreachable, "no answer"}});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
    EXPECT_EQ(scenario.request("req-a").source, 1);
}

TEST(SeveralSources, WhatIsStillMissingAtADisabledProviderIsAskedForElsewhere) {
    auto scenario = given_two(
        {request_created("req-a", 5), request_started("req-a"), launch_requested("req-a", 2), provider_disabled()});
    scenario.given({launch_failed("req-a", 2, 0, {.error = ProviderErrorKind::throttled})});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
}

TEST(SeveralSources, TheNextPartOfARequestLeavesADisabledProvider) {
    auto scenario = given_two({request_created("req-a", 5), request_started("req-a"), launch_requested("req-a", 1),
                               provider_disabled(), machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1)});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
    EXPECT_EQ(scenario.state().awaited_from({"other"}), 4U);
}

TEST(SeveralSources, AMachineThatDiesOnItsWayIsReplacedWhereThatIsServed) {
    auto scenario = given_two({request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                               machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1), provider_disabled()});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"local"}) << "there is nothing to ask for";
    scenario.given({machine_failed("req-a", "m-1")});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
}

TEST(SeveralSources, WaitingRequestsGoToASourceThatComesBack) {
    auto scenario = given_two({request_created("req-a", 1), provider_disabled("other"), provider_disabled()});
    scenario.when(EnableProvider{{"other"}});
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});

    auto silent = given_two({request_created("req-a", 1)});
    silent.given({ProviderHealthChanged{{{"other"}}, ProviderHealth::unreachable, "no answer"}, provider_disabled()});
    EXPECT_EQ(silent.request("req-a").provider, ProviderName{"local"});
    silent.given({ProviderHealthChanged{{{"other"}}, ProviderHealth::healthy, {}}});
    EXPECT_EQ(silent.request("req-a").provider, ProviderName{"other"});
}

TEST(SeveralSources, WhatLeavesAProviderIsSharedByTheOthers) {
    auto of_three = of_two;
    of_three.sources.push_back(source("third"));
    of_three.selection = SourceSelection::least_loaded;
    auto scenario = given({provider_registered(), provider_registered("other"), provider_registered("third"),
                           template_created("small", of_three)});
    for (const auto* id : {"req-a", "req-b", "req-c", "req-d"}) scenario.given({request_created(id, 1)});
    scenario.when(DisableProvider{{"local"}, {}});
    EXPECT_EQ(scenario.state().awaited_from({"other"}), 2U);
    EXPECT_EQ(scenario.state().awaited_from({"third"}), 2U);
}

TEST(SeveralSources, ARequestMayOverrideThoughASourceIsMissing) {
    const Site site{.limits = {.overridable = {"image"}}};
    auto scenario = given({provider_registered(), provider_registered("other"), template_created("small", of_two),
                           provider_missing("other")},
                          site);
    auto order = create_request(1);
    order.configuration = {{"image", "i-2"}};
    scenario.when(order);
    EXPECT_TRUE(scenario.accepted());
}

TEST(SeveralSources, TheirPricesStayWhileMachinesAreInUse) {
    auto scenario = given_two({request_created("req-a", 1)});
    UpdateTemplate update;
    update.spec = spec_of("small", of_two);
    update.spec.sources[1].price_type = PriceType::spot;
    update.given = ~std::uint64_t{0};
    scenario.when(update).then(refused(Code::invalid_state, "its sources, with their providers"));
}

}  // namespace
}  // namespace hf::testing
