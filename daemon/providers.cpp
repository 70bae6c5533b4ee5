#include "daemon/providers.hpp"

#include "adapters/providers/process/process_provider.hpp"
#include "adapters/providers/process/process_rules.hpp"

namespace hf {
namespace {

// Beside the daemon where it was built, in libexec where it is installed.
std::filesystem::path keeper_program() {
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (const auto& candidate : {here / "hostfactory-machine", here / "../libexec/hostfactory/hostfactory-machine"})
        if (std::filesystem::exists(candidate)) return candidate.lexically_normal();
    throw std::runtime_error(fmt::format(
        "hostfactory-machine is neither in {} nor in its libexec; set keeper of the provider", here.string()));
}

void add(const ProviderSettings& settings, ConfiguredProviders& providers) {
    switch (settings.type) {
        case ProviderType::process: {
            const auto keeper = settings.keeper ? std::filesystem::path(*settings.keeper) : keeper_program();
            providers.sources.push_back({settings.name, std::string(name_of(settings.type)),
                                         std::make_shared<ProcessProvider>(ProcessSettings{
                                             settings.name.value, settings.directory, keeper, settings.grace_s}),
                                         settings.lane});
            providers.rules.emplace(settings.name.value, std::make_shared<ProcessRules>());
            break;
        }
    }
}

}  // namespace

ConfiguredProviders make_providers(const std::vector<ProviderSettings>& settings) {
    ConfiguredProviders providers;
    for (const auto& each : settings) {
        if (providers.rules.count(each.name.value) > 0)
            throw std::runtime_error(fmt::format("two providers are called {}", each.name));
        add(each, providers);
    }
    return providers;
}

}  // namespace hf
