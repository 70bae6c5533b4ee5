#include "daemon/configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "adapters/system/file_system_room.hpp"
#include "adapters/yaml/yaml_source.hpp"
#include "core/errors/findings.hpp"
#include "core/messages/convert.hpp"
#include "core/text/size.hpp"
#include "daemon/providers.hpp"
#include "daemon/trust.hpp"
#include "site/private_directory.hpp"

namespace hf {
namespace {

std::string beside(const std::string& store, std::string_view ending) {
    std::error_code trouble;
    const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(store, trouble), trouble);
    return fmt::format("{}{}", trouble ? store : real.string(), ending);
}

void check_endpoints(const Endpoints& endpoints, const std::optional<Endpoints>& next, std::vector<Finding>& findings) {
    std::map<std::string, std::string_view> taken;
    const auto look_at = [&](const char* name, const Endpoint& endpoint) {
        if (auto fault = Endpoint::check(endpoint.value); !fault.empty()) findings.push_back({name, std::move(fault)});
        const auto [place, fresh] = taken.emplace(endpoint.value, name);
        // Each socket that asks for "*" gets a port of its own.
        if (!fresh && !endpoint.is_any_port())
            findings.push_back({name, fmt::format("is the address of {} too", place->second)});
    };
    look_at("endpoints.commands", endpoints.commands);
    look_at("endpoints.queries", endpoints.queries);
    look_at("endpoints.events", endpoints.events);
    if (!next) return;
    look_at("security.next_endpoints.commands", next->commands);
    look_at("security.next_endpoints.queries", next->queries);
    look_at("security.next_endpoints.events", next->events);
}

// Its name and type, and what is left for the type to judge.
std::optional<ProviderSettings> read_provider(ValueMap entry, std::vector<Finding>& findings) {
    ValueMap head;
    for (const auto& field : ProviderSettings::describe.fields)
        if (auto node = entry.extract(std::string(field.name))) head.insert(std::move(node));
    // A name of digits alone is a number to YAML.
    if (const auto name = head.find("name"); name != head.end())
        if (const auto number = name->second.as_integer()) name->second = std::to_string(*number);
    ProviderSettings settings;
    if (const auto problem = from_map(head, settings)) {
        for (auto& finding : findings_of(*problem)) findings.push_back(std::move(finding));
        return std::nullopt;
    }
    auto complete = complete_settings(settings.type, entry, provider_types());
    if (!complete) {
        findings.insert(findings.end(), complete.error().begin(), complete.error().end());
        return std::nullopt;
    }
    settings.config = std::move(*complete);
    return settings;
}

void read_providers(Configuration& configuration, std::vector<Finding>& findings) {
    std::map<ProviderName, std::size_t> taken;
    for (std::size_t i = 0; i < configuration.provider_entries.size(); ++i) {
        const auto here = fmt::format("providers[{}]", i);
        std::vector<Finding> wrong;
        auto provider = read_provider(configuration.provider_entries[i], wrong);
        for (auto& [field, message] : wrong)
            findings.push_back({field.empty() ? here : fmt::format("{}.{}", here, field), std::move(message)});
        if (!provider) continue;
        if (const auto [place, fresh] = taken.emplace(provider->name, i); !fresh)
            findings.push_back({here + ".name", fmt::format("is the name of providers[{}] too", place->second)});
        for (auto& [field, message] : missing_at_host(*provider))
            findings.push_back({fmt::format("{}.{}", here, field), std::move(message)});
        configuration.providers.push_back(std::move(*provider));
    }
}

void check_template_paths(const std::vector<std::string>& paths, std::vector<Finding>& findings) {
    for (std::size_t i = 0; i < paths.size(); ++i)
        if (!paths[i].starts_with('/') || paths[i].find('\0') != std::string::npos)
            findings.push_back({fmt::format("limits.template_paths[{}]", i),
                                fmt::format("must be the absolute path of a directory, not \"{}\"", paths[i])});
}

// Checks what no field can know by itself, and what decoding would have found in a default.
std::vector<Finding> findings_in(const Configuration& configuration) {
    std::vector<Finding> findings;
    check_endpoints(configuration.endpoints, configuration.security.value_or(SecuritySettings{}).next_endpoints,
                    findings);
    check_template_paths(configuration.limits.template_paths, findings);
    for (auto& fault : faults_of_security(configuration.security, configuration.endpoints))
        findings.push_back(std::move(fault));
    std::error_code none;
    if (std::filesystem::is_directory(configuration.store.path, none))
        findings.push_back(
            {"store.path", fmt::format("must name a file; {} is a directory", configuration.store.path)});
    const auto least = configuration.store.min_free_bytes;
    if (const auto all = FileSystemRoom(configuration.store.directory()).all_bytes(); all && least > *all)
        findings.push_back({"store.min_free_bytes",
                            fmt::format("is {} ({}), and the disk of {} has {} in all: no command would ever be taken",
                                        least, size_of(least), configuration.store.directory(), size_of(*all))});
    return findings;
}

Configuration per_user_configuration(const DefaultPaths& paths) {
    const std::filesystem::path data = paths.data_directory;
    Configuration configuration;
    configuration.endpoints = {{paths.commands_endpoint()}, {paths.queries_endpoint()}, {paths.events_endpoint()}};
    configuration.store.path = data / "hostfactory.db";
    configuration.provider_entries = {
        {{"name", "local"}, {"type", "process"}, {"directory", (data / "machines").string()}}};
    return configuration;
}

}  // namespace

std::string StoreSettings::snapshot_path() const { return beside(path, ".snapshot"); }

std::string StoreSettings::directory() const {
    return std::filesystem::absolute(beside(path, "")).parent_path().string();
}

std::string StoreSettings::archive_path() const {
    auto archive = beside(path, ".archive");
    // Earlier versions made it beside the link.
    auto beside_link = path + ".archive";
    return !std::filesystem::exists(archive) && std::filesystem::exists(beside_link) ? beside_link : archive;
}

tl::expected<Configuration, std::string> load_configuration(const std::filesystem::path& file) {
    Configuration configuration;
    if (const auto problem = decode_yaml_file(file.string(), configuration))
        return tl::make_unexpected(in_words(*problem));
    auto findings = findings_in(configuration);
    read_providers(configuration, findings);
    if (const auto problem = problem_of(file.string(), findings)) return tl::make_unexpected(in_words(*problem));
    return configuration;
}

tl::expected<FoundConfiguration, std::string> find_configuration(const std::string& file,
                                                                 const Environment& environment) {
    const auto from = [](const std::string& named) {
        return load_configuration(named).map([&](Configuration&& configuration) {
            return FoundConfiguration{std::move(configuration), named, std::nullopt};
        });
    };
    if (!file.empty()) return from(file);
    const DefaultPaths paths(environment);
    if (const auto& own = paths.own_configuration(); ::access(own.c_str(), F_OK) == 0) return from(own);

    // A user who can write there can put a socket in the place of ours.
    if (auto fault = fault_of_private_directory(paths.runtime_directory, environment.uid))
        return tl::make_unexpected(std::move(*fault));
    FoundConfiguration found{per_user_configuration(paths), "the default configuration", paths.runtime_directory};
    auto findings = findings_in(found.configuration);
    read_providers(found.configuration, findings);
    for (const auto& finding : findings)
        return tl::make_unexpected(fmt::format("{}: {} {}", found.source, finding.field, finding.message));
    return found;
}

}  // namespace hf
