// ListTemplates, GetTemplate and ListProviders.
#include "core/queries/list_templates.hpp"

#include "core/queries/get_template.hpp"
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ListTemplates, TellsTheNewestFirst) {
    auto scenario = given({provider_registered(), template_created("b"), template_created("c"), template_created("a")});
    EXPECT_THAT(ids_of(ask(scenario, ListTemplates{})), ElementsAre("a", "c", "b"));
    ListTemplates query;
    query.page.sort = "template_id";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("a", "b", "c"));
    query.page.sort = "-max_number";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("a", "c", "b"));
}

TEST(ListTemplates, LeavesOutTheConfigurationUnlessItIsAskedFor) {
    auto scenario = given_small({}, {.configuration = {{"command", "sleep"}}});
    ListTemplates query;
    auto listed = ask(scenario, query);
    EXPECT_THAT(text_of(listed), Not(HasSubstr("configuration")));
    EXPECT_THAT(text_of(listed), HasSubstr("max_number"));
    query.include_configuration = true;
    listed = ask(scenario, query);
    EXPECT_THAT(text_of(listed), HasSubstr(R"(configuration: {command: "sleep"})"));
}

// A template with something in its configuration, and in that of a source.
Given given_one_with_secrets() {
    return given({provider_registered(),
                  template_created("small", {.configuration = {{"userData", "the template's secret"}},
                                             .sources = {source("local", 1, {{"userData", "the source's secret"}})}})});
}

TEST(ListTemplates, LeavesOutTheConfigurationsOfSourcesToo) {
    auto scenario = given_one_with_secrets();
    ListTemplates query;
    EXPECT_THAT(text_of(ask(scenario, query)), Not(HasSubstr("secret")));
    EXPECT_EQ(ask(scenario, query).items.front().tmpl.spec.sources.size(), 1U);
    query.include_configuration = true;
    EXPECT_THAT(text_of(ask(scenario, query)), HasSubstr("the source's secret"));
}

TEST(ListTemplates, ListsConfigurationsForOperatorsAlone) {
    auto scenario = given_one_with_secrets();
    ListTemplates query;
    query.include_configuration = true;
    for (const auto role : {Role::viewer, Role::requester}) {
        const auto told = asked_by({.principal = "rob", .role = role}, scenario, query);
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().code, Code::forbidden);
        EXPECT_EQ(told.error().field, "include_configuration");
        EXPECT_EQ(told.error().details.at("role"), Value("operator"));
        EXPECT_TRUE(asked_by({.principal = "rob", .role = role}, scenario, ListTemplates{}));
    }
    EXPECT_TRUE(asked_by({.principal = "oda", .role = Role::operator_}, scenario, query));
}

TEST(ListTemplates, FiltersByWhatATemplateIsNow) {
    auto scenario = given({provider_registered(), provider_registered("other"),
                           template_created("a", {.provider_api = "fleet", .price_type = PriceType::spot}),
                           template_created("b", {.provider = "other"}), template_created("c", {.active = false})});
    const auto listed = [&](const std::function<void(ListTemplates&)>& change) {
        ListTemplates query;
        change(query);
        return ids_of(ask(scenario, query));
    };
    EXPECT_THAT(listed([](auto&) {}), ElementsAre("b", "a"));
    EXPECT_THAT(listed([](auto& q) { q.active_only = false; }), ElementsAre("c", "b", "a"));
    EXPECT_THAT(listed([](auto& q) { q.provider = ProviderName{"other"}; }), ElementsAre("b"));
    EXPECT_THAT(listed([](auto& q) { q.provider_api = "fleet"; }), ElementsAre("a"));
    EXPECT_THAT(listed([](auto& q) { q.price_type = PriceType::spot; }), ElementsAre("a"));
    EXPECT_THAT(listed([](auto& q) { q.page.q = "SMALL ones"; }), ElementsAre("b", "a"));

    scenario.given({template_updated("a", {.price_type = PriceType::heterogeneous}), template_updated("c", {})});
    EXPECT_THAT(listed([](auto& q) { q.price_type = PriceType::spot; }), IsEmpty());
    EXPECT_THAT(listed([](auto& q) { q.price_type = PriceType::heterogeneous; }), ElementsAre("a"));
    EXPECT_THAT(listed([](auto& q) { q.provider_api = "fleet"; }), IsEmpty());
    EXPECT_THAT(listed([](auto&) {}), ElementsAre("c", "b", "a"));
}

TEST(ListTemplates, AreGoneWhenTheyAreDeletedAndNewWhenTheyAreMadeAgain) {
    auto scenario = given({provider_registered(), template_created("a"), template_created("b"), template_deleted("a")});
    EXPECT_THAT(ids_of(ask(scenario, ListTemplates{})), ElementsAre("b"));
    ListTemplates query;
    query.page.created_before = test_start;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("b")) << "a window has no one who is gone";
    scenario.given({template_created("a")});
    EXPECT_THAT(ids_of(ask(scenario, ListTemplates{})), ElementsAre("a", "b"));
    query.page.sort = "-template_id";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("b", "a"));
    query.provider = ProviderName{"local"};
    EXPECT_EQ(ask(scenario, query).total, 2U);
}

TEST(ListProviders, FiltersByWhatAProviderIsNow) {
    auto scenario = given({provider_registered("one"), provider_registered("two", "exec"), provider_disabled("one"),
                           ProviderHealthChanged{{{"two"}}, ProviderHealth::unreachable, "down"}});
    EXPECT_THAT(ids_of(ask(scenario, ListProviders{})), ElementsAre("two", "one"));
    ListProviders query;
    query.type = "exec";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("two"));
    query = {};
    query.enabled = true;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("two"));
    query.enabled = false;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("one"));
    query = {};
    query.health = ProviderHealth::healthy;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("one"));
    query = {};
    query.page.sort = "name";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("one", "two"));
    query.page.sort = "-registered_at";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("two", "one"));
    query.page.tags = {{"team", "a"}};
    EXPECT_EQ(ask(scenario, query).total, 0U) << "a provider has no tags";
}

}  // namespace
}  // namespace hf::testing
