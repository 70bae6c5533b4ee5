#include "core/provisioning/commands/record_provider_health.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

RecordProviderHealth health(ProviderHealth health, std::string reason = {}) {
    return {{"local"}, health, std::move(reason)};
}

TEST(RecordProviderHealth, NotesThatAProviderDoesNotAnswer) {
    auto scenario = given({provider_registered()});
    scenario.when(health(ProviderHealth::unreachable, "no route"))
        .then({ProviderHealthChanged{{{"local"}}, ProviderHealth::unreachable, "no route"}});
    scenario.when(health(ProviderHealth::healthy))
        .then({ProviderHealthChanged{{{"local"}}, ProviderHealth::healthy, {}}});
    EXPECT_EQ(scenario.state().find(ProviderName{"local"})->health_reason, "");
}

TEST(RecordProviderHealth, DoesNothingWhenNothingHasChanged) {
    auto scenario = given({provider_registered()});
    scenario.when(health(ProviderHealth::healthy)).then_nothing();
    scenario.when(health(ProviderHealth::unreachable))
        .when(health(ProviderHealth::unreachable, "again"))
        .then_nothing();
}

TEST(RecordProviderHealth, NeedsTheProvider) {
    given({})
        .when(health(ProviderHealth::unreachable))
        .then(refused(Code::provider_not_found, "\"local\" is not known"));
}

}  // namespace
}  // namespace hf::testing
