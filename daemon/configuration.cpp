#include "daemon/configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "adapters/yaml/yaml_source.hpp"
#include "client/private_directory.hpp"

namespace hf {
namespace {

// Each socket that asks for "*" gets a port of its own.
bool is_any_port(std::string_view endpoint) { return endpoint.ends_with(":*") || endpoint.ends_with(":0"); }

void check_endpoints(const Endpoints& endpoints, std::vector<Finding>& findings) {
    std::map<std::string, std::string_view> taken;
    const auto look_at = [&](const char* name, const std::string& endpoint) {
        if (auto fault = Endpoint::check(endpoint); !fault.empty()) findings.push_back({name, std::move(fault)});
        const auto [place, fresh] = taken.emplace(endpoint, name);
        if (!fresh && !is_any_port(endpoint))
            findings.push_back({name, fmt::format("is the address of {} too", place->second)});
    };
    look_at("endpoints.commands", endpoints.commands.value);
    look_at("endpoints.queries", endpoints.queries.value);
    look_at("endpoints.events", endpoints.events.value);
}

void check_providers(const std::vector<ProviderSettings>& providers, std::vector<Finding>& findings) {
    std::map<ProviderName, std::size_t> taken;
    for (std::size_t i = 0; i < providers.size(); ++i) {
        const auto& provider = providers[i];
        const auto here = fmt::format("providers[{}]", i);
        if (const auto [place, fresh] = taken.emplace(provider.name, i); !fresh)
            findings.push_back({here + ".name", fmt::format("is the name of providers[{}] too", place->second)});
        if (const auto keeper = keeper_of(provider.process); !keeper)
            findings.push_back({here + ".keeper", keeper.error()});
    }
}

// What no field knows of itself, and what a default, which nobody decoded, would have been told.
std::vector<Finding> findings_in(const Configuration& configuration) {
    std::vector<Finding> findings;
    check_endpoints(configuration.endpoints, findings);
    std::error_code none;
    if (std::filesystem::is_directory(configuration.store.path, none))
        findings.push_back(
            {"store.path", fmt::format("must name a file; {} is a directory", configuration.store.path)});
    check_providers(configuration.providers, findings);
    return findings;
}

Configuration per_user_configuration(const DefaultPaths& paths) {
    const std::filesystem::path data = paths.data_directory;
    Configuration configuration;
    configuration.endpoints = {{paths.commands_endpoint()}, {paths.queries_endpoint()}, {paths.events_endpoint()}};
    configuration.store.path = data / "hostfactory.db";
    ProviderSettings local;
    local.name = ProviderName{"local"};
    local.type = ProviderTypeName::process;
    local.process.directory = data / "machines";
    configuration.providers.push_back(std::move(local));
    return configuration;
}

}  // namespace

tl::expected<Configuration, std::string> load_configuration(const std::filesystem::path& file) {
    Configuration configuration;
    if (const auto problem = decode_yaml_file(file.string(), configuration))
        return tl::make_unexpected(in_words(*problem));
    if (const auto problem = problem_of(file.string(), findings_in(configuration)))
        return tl::make_unexpected(in_words(*problem));
    return configuration;
}

tl::expected<FoundConfiguration, std::string> find_configuration(const std::string& file,
                                                                 const Surroundings& surroundings) {
    const auto from = [](const std::string& named) {
        return load_configuration(named).map([&](Configuration&& configuration) {
            return FoundConfiguration{std::move(configuration), named, std::nullopt};
        });
    };
    if (!file.empty()) return from(file);
    const DefaultPaths paths(surroundings);
    if (const auto& own = paths.own_configuration(); ::access(own.c_str(), F_OK) == 0) return from(own);

    // Whoever can write there can put his own socket in the place of ours.
    if (auto fault = fault_of_private_directory(paths.runtime_directory, surroundings.uid))
        return tl::make_unexpected(std::move(*fault));
    FoundConfiguration found{per_user_configuration(paths), "the default configuration", paths.runtime_directory};
    for (const auto& finding : findings_in(found.configuration))
        return tl::make_unexpected(fmt::format("{}: {} {}", found.source, finding.field, finding.message));
    return found;
}

}  // namespace hf
