#include "core/provisioning/commands/register_providers.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

RegisterProviders configured(const std::vector<std::pair<std::string, std::string>>& providers) {
    RegisterProviders command;
    for (const auto& [name, type] : providers) command.configured.push_back({{name}, type});
    return command;
}

TEST(RegisterProviders, MakesThoseThatAreNew) {
    given({})
        .when(configured({{"local", "process"}, {"cloud", "aws"}}))
        .then({provider_registered("local", "process"), provider_registered("cloud", "aws")});
}

TEST(RegisterProviders, DoesNothingWhenNothingHasChanged) {
    given({provider_registered("local", "process")}).when(configured({{"local", "process"}})).then_nothing();
    given({}).when(configured({})).then_nothing();
}

TEST(RegisterProviders, DisablesThoseThatAreNotThereAnyMore) {
    auto scenario = given({provider_registered("local", "process"), provider_registered("cloud", "aws")});
    scenario.when(configured({{"local", "process"}}))
        .then({ProviderDisabled{{{"cloud"}}, "it is not in the configuration any more"}});
    scenario.when(configured({{"local", "process"}})).then_nothing();
}

TEST(RegisterProviders, EnablesThoseThatAreBack) {
    given({provider_registered("local", "process"), provider_disabled("local")})
        .when(configured({{"local", "process"}}))
        .then({ProviderEnabled{{{"local"}}}});
}

TEST(RegisterProviders, RegistersAnotherTypeAnew) {
    given({provider_registered("local", "process")})
        .when(configured({{"local", "exec"}}))
        .then({provider_registered("local", "exec")});
    auto scenario = given({provider_registered("local", "process"), provider_disabled("local")});
    scenario.when(configured({{"local", "exec"}})).then({provider_registered("local", "exec")});
    EXPECT_TRUE(scenario.state().find(ProviderName{"local"})->enabled);
}

}  // namespace
}  // namespace hf::testing
