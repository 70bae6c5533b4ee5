#include "daemon/configuration.hpp"

#include <fmt/format.h>

#include "adapters/yaml/yaml_source.hpp"
#include "client/default_paths.hpp"

namespace hf {

tl::expected<Configuration, std::string> load_configuration(const std::filesystem::path& file) {
    Configuration configuration;
    if (const auto problem = decode_yaml_file(file.string(), configuration))
        return tl::make_unexpected(in_words(*problem));
    return configuration;
}

Configuration per_user_configuration() {
    const auto paths = DefaultPaths::of_this_process();
    const std::filesystem::path data = paths.data_directory;
    for (const std::filesystem::path directory : {paths.runtime_directory, paths.data_directory}) {
        // Whoever can write to a socket can order machines.
        if (std::filesystem::create_directories(directory))
            std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
    }
    Configuration configuration;
    configuration.endpoints = {paths.commands_endpoint(), paths.queries_endpoint(), paths.events_endpoint()};
    configuration.store.path = data / "hostfactory.db";
    ProviderSettings local;
    local.name = ProviderName{"local"};
    local.type = ProviderType::process;
    local.directory = data / "machines";
    configuration.providers.push_back(std::move(local));
    return configuration;
}

}  // namespace hf
