// RegisterProvider, UpdateProvider, EnableProvider, DisableProvider, RemoveProvider, CheckProvider.
#include "core/commands/check_provider.hpp"
#include "core/commands/disable_provider.hpp"
#include "core/commands/enable_provider.hpp"
#include "core/commands/register_provider.hpp"
#include "core/commands/remove_provider.hpp"
#include "core/commands/update_provider.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/record_provider_check.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

RegisterProvider registering(ValueMap config = {}) { return {{"extra"}, "process", std::move(config)}; }

TEST(RegisterProvider, KeepsTheConfigurationWithItsDefaults) {
    auto scenario = given({});
    scenario.when(registering())
        .then({ProviderRegistered{{{"extra"}}, "process", {{"grace_s", 10}}, ProviderSource::command}});
    scenario.when(registering()).then(refused(Code::already_exists));
}

TEST(RegisterProvider, TellsAllThatIsWrong) {
    auto scenario = given({});
    scenario.when(registering({{"a", 1}, {"b", 2}}))
        .then(refused(Code::validation_error, "config.a is not known here; config.b is not known here"));
    scenario.when(RegisterProvider{{"extra"}, "proces", {}})
        .then(refused(Code::validation_error, "\"proces\" is not a type of provider; did you mean \"process\"?"));
}

TEST(RegisterProvider, TakesSecretsByReferenceOnly) {
    auto scenario = given({});
    scenario.when(registering({{"secret_key", "hunter2"}}));
    EXPECT_EQ(scenario.error().code, Code::validation_error);
    EXPECT_THAT(scenario.error().message, ::testing::HasSubstr("must be a reference to a secret"));
    EXPECT_THAT(scenario.error().message, ::testing::Not(::testing::HasSubstr("hunter2")));
    for (const auto* reference : {"env:KEY", "file:/run/key", "credential:key"}) {
        auto another = given({});
        another.when(registering({{"secret_key", reference}}));
        EXPECT_TRUE(another.accepted()) << reference;
    }
    for (const auto* wrong : {"env:", "file:key", "keyring:key", ""}) {
        scenario.when(registering({{"secret_key", wrong}})).then(refused(Code::validation_error));
    }
}

TEST(UpdateProvider, ChangesWhatIsGivenAndNoMore) {
    auto scenario = given({});
    scenario.when(registering({{"secret_key", "env:A"}}));
    scenario.when(UpdateProvider{{"extra"}, {{"grace_s", 20}}});
    EXPECT_EQ(scenario.state().find(ProviderName{"extra"})->config,
              (ValueMap{{"grace_s", 20}, {"secret_key", "env:A"}}));
    scenario.when(UpdateProvider{{"extra"}, {{"grace_s", 20}}}).then_nothing();
    scenario.when(UpdateProvider{{"extra"}, {{"grace_s", Value()}, {"secret_key", Value()}}});
    EXPECT_EQ(scenario.state().find(ProviderName{"extra"})->config, (ValueMap{{"grace_s", 10}}));
    scenario.when(UpdateProvider{{"extra"}, {{"x", 1}}}).then(refused(Code::validation_error, "config.x"));
    scenario.when(UpdateProvider{{"extra"}, {{"grace_s", 1}}}, 1).then(refused(Code::conflict));
}

TEST(UpdateProvider, LeavesTheConfigurationFileTheLastWord) {
    auto scenario = given({provider_registered()});
    scenario.when(UpdateProvider{{"local"}, {{"grace_s", 20}}})
        .then(refused(Code::invalid_state, "is set up in the configuration file"));
    scenario.when(RemoveProvider{{"local"}, {}}).then(refused(Code::invalid_state, "configuration file"));
}

TEST(DisableProvider, LetsNothingBeLaunchedAndKeepsWhatRuns) {
    auto scenario = given_small(running_request("req-a", {"m-1"}) + Events{request_created("req-b", 1)});
    scenario.when(DisableProvider{{"local"}, "maintenance"})
        .then({ProviderDisabled{{{"local"}}, "maintenance", false}});
    scenario.when(DisableProvider{{"local"}, "again"}).then_nothing();
    scenario.when(create_request(1))
        .then(refused(Code::invalid_state, "provider \"local\" of template \"small\" is disabled"));
    scenario.when(BeginLaunch{{"req-b"}, {"local"}, 10}).then(refused(Code::invalid_state, "is disabled"));
    EXPECT_TRUE(scenario.machine("m-1").live());
    scenario.when(EnableProvider{{"local"}}).then({ProviderEnabled{{{"local"}}}});
    scenario.when(BeginLaunch{{"req-b"}, {"local"}, 10});
    EXPECT_TRUE(scenario.accepted());
}

TEST(EnableProvider, CannotEnableWhatIsNotConfigured) {
    given({provider_registered(), provider_missing()})
        .when(EnableProvider{{"local"}})
        .then(refused(Code::invalid_state, "not in the configuration file any more"));
    given({}).when(EnableProvider{{"local"}}).then(refused(Code::provider_not_found));
}

TEST(RemoveProvider, WaitsUntilNothingNamesIt) {
    auto busy = given({ProviderRegistered{{{"local"}}, "process", {}, ProviderSource::command}, template_created()});
    busy.given(running_request("req-a", {"m-1"})).given({request_created("req-b", 1)});
    busy.when(RemoveProvider{{"local"}, {}}).then(refused(Code::invalid_state, "has 1 live machines, 1 open requests"));
    busy.given({machine_failed("req-a", "m-1"), request_cancelled("req-b")});
    busy.when(RemoveProvider{{"local"}, {}}).then(refused(Code::invalid_state, "is named by template \"small\""));
    busy.given({template_deleted()});
    busy.when(RemoveProvider{{"local"}, "sold"}).then({ProviderRemoved{{{"local"}}, "sold"}});
    EXPECT_EQ(busy.state().find(ProviderName{"local"}), nullptr);
    // The provider's stream continues when it is registered again.
    busy.when(RegisterProvider{{"local"}, "process", {}});
    EXPECT_EQ(busy.result<ProviderChanged>().version, 3U);
}

TEST(RemoveProvider, WaitsForALaunchWhoseRequestIsOver) {
    auto scenario = given({ProviderRegistered{{{"local"}}, "process", {}, ProviderSource::command}, template_created(),
                           request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                           request_cancelled("req-a")});
    scenario.when(RemoveProvider{{"local"}, {}}).then(refused(Code::invalid_state, "1 calls under way"));
}

TEST(CheckProvider, IsAnsweredByAnEvent) {
    auto scenario = given({provider_registered()});
    scenario.when(CheckProvider{{"local"}}).then({ProviderCheckRequested{{{"local"}}}});
    scenario.when(CheckProvider{{"local"}}).then_nothing();
    using namespace std::chrono_literals;
    scenario.when(RecordProviderCheck{{"local"}, ProviderHealth::unreachable, "no answer", 5ms})
        .then({ProviderChecked{{{"local"}}, ProviderHealth::unreachable, "no answer", 5000}});
    const auto& provider = *scenario.state().find(ProviderName{"local"});
    EXPECT_EQ(provider.health, ProviderHealth::unreachable);
    EXPECT_FALSE(provider.checking);
    EXPECT_TRUE(provider.checked_at);
    scenario.when(RecordProviderCheck{{"local"}, ProviderHealth::healthy, {}, 1ms}).then(refused(Code::invalid_state));
}

}  // namespace
}  // namespace hf::testing
