#include "core/provisioning/commands/register_providers.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

RegisterProviders configured(const std::vector<std::pair<std::string, std::string>>& providers) {
    RegisterProviders command;
    for (const auto& [name, type] : providers) command.configured.push_back({{name}, type, {}});
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
    scenario.when(configured({{"local", "process"}})).then({provider_missing("cloud")});
    scenario.when(configured({{"local", "process"}})).then_nothing();
}

TEST(RegisterProviders, EnablesThoseThatAreBack) {
    given({provider_registered("local", "process"), provider_missing("local")})
        .when(configured({{"local", "process"}}))
        .then({ProviderEnabled{{{"local"}}}});
}

TEST(RegisterProviders, LeavesWhatAnOperatorHasDisabled) {
    given({provider_registered("local", "process"), provider_disabled("local")})
        .when(configured({{"local", "process"}}))
        .then_nothing();
}

TEST(RegisterProviders, LeavesWhatACommandHasRegistered) {
    given({ProviderRegistered{{{"extra"}}, "process", {}, ProviderSource::command}})
        .when(configured({}))
        .then_nothing();
}

TEST(RegisterProviders, TakesTheFilesWordAndTellsWhatDiffers) {
    auto scenario = given({ProviderRegistered{{{"local"}}, "process", {{"grace_s", 10}}, ProviderSource::command}});
    RegisterProviders file{{{{"local"}, "exec", {{"grace_s", 20}}}}};
    scenario.when(file).then({ProviderUpdated{{{"local"}}, "exec", {{"grace_s", 20}}, ProviderSource::file}});
    EXPECT_THAT(scenario.result<ProvidersRegistered>().differences,
                ::testing::ElementsAre("provider local: type is exec in the file and was process",
                                       "provider local: a command had registered it; now the file counts",
                                       "provider local: grace_s is 20 in the file and was 10"));
    scenario.when(file).then_nothing();
}

}  // namespace
}  // namespace hf::testing
