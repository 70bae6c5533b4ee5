// A request's overrides of its template.
#include "core/domain/request/effective_template.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

CreateRequest overriding(ValueMap configuration) {
    auto command = create_request(1);
    command.configuration = std::move(configuration);
    return command;
}

Site a_site_that_allows(std::vector<std::string> keys) {
    Site site;
    site.limits.overridable = std::move(keys);
    return site;
}

Events small() {
    auto command = create_template("small", {.configuration = {{"command", "x"}}});
    command.spec.attributes = {{"ncpus", 2}, {"nram", 1024}};
    return {provider_registered(), TemplateCreated{command.spec}};
}

TEST(Overrides, AreRefusedWhereTheSiteAllowsNone) {
    auto scenario = given(small());
    scenario.when(overriding({{"command", "y"}}))
        .then(refused(Code::validation_error, "configuration.command can't be overridden: this site allows none"));
    EXPECT_EQ(scenario.error().field, "configuration.command");
}

TEST(Overrides, AreRefusedWhereTheyAreNotAmongThoseAllowed) {
    given(small(), a_site_that_allows({"command", "price_type"}))
        .when(overriding({{"grace_s", 1}}))
        .then(refused(Code::validation_error, "this site allows command, price_type"));
}

TEST(Overrides, MustBeWhatTheTemplateCouldBe) {
    const auto site = a_site_that_allows({"price_type", "attributes"});
    given(small(), site)
        .when(overriding({{"price_type", "free"}}))
        .then(refused(Code::validation_error, "configuration.price_type \"free\" is not one of"));
    given(small(), site)
        .when(overriding({{"attributes", ValueMap{{"ncpus", 0}}}}))
        .then(refused(Code::validation_error, "attributes.ncpus"));
}

TEST(Overrides, MakeTheMachinesOfTheRequest) {
    auto scenario = given(small(), a_site_that_allows({"command", "price_type", "attributes"}));
    scenario.when(overriding({{"command", "y"}, {"price_type", "spot"}, {"attributes", ValueMap{{"ncpus", 8}}}}));
    const auto id = scenario.result<RequestAccepted>().request_id;
    const auto spec = effective_template(scenario.tmpl().spec, scenario.request(id.value));
    EXPECT_EQ(spec.configuration, (ValueMap{{"command", "y"}}));
    EXPECT_EQ(spec.price_type, PriceType::spot);
    EXPECT_EQ(spec.attributes.at("ncpus"), Value(8));
    EXPECT_EQ(spec.attributes.at("nram"), Value(1024)) << "what is not overridden stays";

    scenario.when(BeginLaunch{id, {"local"}, 10});
    scenario.when(RecordLaunch{id, token_of(id.value, 1), {{seen("m-1", MachineStatus::running)}, {}}});
    EXPECT_EQ(scenario.machine("m-1").spec.price_type, PriceType::spot);
}

}  // namespace
}  // namespace hf::testing
