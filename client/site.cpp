#include "client/site.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <vector>

#include "adapters/yaml/yaml_source.hpp"
#include "client/key_file.hpp"
#include "core/access/client_settings.hpp"
#include "site/access.hpp"
#include "site/private_directory.hpp"

namespace hf {
namespace {

struct StorePlace {
    std::string path;

    static constexpr auto describe =
        message("store", "Where the events are kept.",
                field<&StorePlace::path>("path", "the database file").optional().between(0, 4096));
};

// The part of the daemon's file that its clients need.
struct SiteConfiguration {
    SiteEndpoints endpoints;
    std::optional<ClientSettings> client;
    std::optional<StorePlace> store;
    PluginSettings plugin;

    static constexpr auto describe =
        message("configuration", "Where the daemon is.",
                field<&SiteConfiguration::endpoints>("endpoints", "where the daemon listens"),
                field<&SiteConfiguration::client>("client", "what to connect with"),
                field<&SiteConfiguration::store>("store", "where the events are kept"),
                field<&SiteConfiguration::plugin>("plugin", "for the Host Factory plug-in").optional());
};

std::string at_home(const std::string& path, const Environment& environment) {
    return path.starts_with("~/") ? environment.home + path.substr(1) : path;
}

// The daemon listens at all addresses of its host by "*", and who reads its own file is at that host.
std::string to_connect_to(std::string endpoint) {
    constexpr std::string_view everywhere = "tcp://*:";
    if (endpoint.starts_with(everywhere)) endpoint.replace(0, everywhere.size(), "tcp://localhost:");
    return endpoint;
}

tl::expected<Site, std::string> read_site(const std::string& file, const Environment& environment) {
    SiteConfiguration configuration;
    if (const auto problem = decode_yaml_file(file, configuration, UnknownFields::ignore))
        return tl::make_unexpected(why_denied(file, R_OK).value_or(in_words(*problem)));
    auto& [commands, queries, events, keys] = configuration.endpoints;
    for (auto* endpoint : {&commands, &queries, &events}) *endpoint = to_connect_to(std::move(*endpoint));
    Site site{std::move(configuration.endpoints), file, configuration.store.value_or(StorePlace{}).path,
              std::move(configuration.plugin)};
    if (!configuration.client || !site.endpoints.any_tcp()) return site;
    auto own = read_key_file(at_home(configuration.client->key_file, environment));
    if (!own) return tl::make_unexpected(fmt::format("{}: client.key_file: {}", file, own.error()));
    site.endpoints.keys = ClientKeys{std::move(configuration.client->server_key), std::move(*own)};
    return site;
}

std::string in_environment(const Environment& environment, const char* name) {
    const char* value = environment.variable(name);
    return value ? value : "";
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// The files that count if they exist.
std::vector<std::string> own_files(const Environment& environment, const DefaultPaths& paths) {
    std::vector<std::string> files;
    for (const char* variable : {"HF_PROVIDER_CONFDIR", "HF_CONFDIR"})
        if (const auto directory = in_environment(environment, variable); !directory.empty())
            files.push_back(directory + "/hostfactory.yaml");
    files.push_back(paths.own_configuration());
    return files;
}

Site default_site(const DefaultPaths& paths) {
    return {{paths.commands_endpoint(), paths.queries_endpoint(), paths.events_endpoint()},
            paths.runtime_directory,
            paths.data_directory + "/hostfactory.db",
            {}};
}

DefaultPaths paths_of_root(Environment environment) {
    environment.uid = 0;
    return DefaultPaths(environment);
}

}  // namespace

tl::expected<Site, std::string> find_site(const std::optional<std::string>& file, const Environment& environment) {
    if (file) return read_site(*file, environment);
    if (const auto named = in_environment(environment, "HOSTFACTORY_CONFIG"); !named.empty())
        return read_site(named, environment);
    const DefaultPaths own(environment);
    for (const auto& candidate : own_files(environment, own))
        if (is_there(candidate)) return read_site(candidate, environment);
    // Only root can make a directory in /run, and root gives it to the daemon's user.
    if (environment.uid == 0) return default_site(own);

    const auto fault = fault_of_private_directory(own.runtime_directory, environment.uid);
    if (!fault && is_there(own.commands_socket())) return default_site(own);
    if (is_there(own.system_configuration)) return read_site(own.system_configuration, environment);
    if (fault)
        return tl::make_unexpected(*fault +
                                   ", so what listens there is not trusted; remove it, or name the daemon's file in "
                                   "HOSTFACTORY_CONFIG");
    if (is_there(own.runtime_directory)) return default_site(own);
    // The system's daemon may serve everybody although its file is readable for root only.
    const auto systems = paths_of_root(environment);
    return default_site(is_there(systems.runtime_directory) ? systems : own);
}

}  // namespace hf
