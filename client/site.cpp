#include "client/site.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "adapters/yaml/yaml_source.hpp"

namespace hf {
namespace {

// The part of the daemon's file that concerns its clients.
struct SiteConfiguration {
    SiteEndpoints endpoints;

    static constexpr auto describe =
        message("configuration", "Where the daemon is.",
                field<&SiteConfiguration::endpoints>("endpoints", "where the daemon listens"));
};

tl::expected<Site, std::string> read_site(const std::string& file) {
    SiteConfiguration configuration;
    if (const auto problem = decode_yaml_file(file, configuration, UnknownFields::ignore))
        return tl::make_unexpected(in_words(*problem));
    return Site{std::move(configuration.endpoints), file};
}

std::string in_environment(const Surroundings& surroundings, const char* name) {
    const char* value = surroundings.variable(name);
    return value ? value : "";
}

// Files that count when they are there.
std::vector<std::string> usual_files(const Surroundings& surroundings, const DefaultPaths& paths) {
    std::vector<std::string> files;
    for (const char* variable : {"HF_PROVIDER_CONFDIR", "HF_CONFDIR"})
        if (const auto directory = in_environment(surroundings, variable); !directory.empty())
            files.push_back(directory + "/hostfactory.yaml");
    if (!paths.user_configuration.empty()) files.push_back(paths.user_configuration);
    files.push_back(paths.system_configuration);
    return files;
}

Site default_site(const DefaultPaths& paths) {
    return {{paths.commands_endpoint(), paths.queries_endpoint(), paths.events_endpoint()}, paths.runtime_directory};
}

// Anybody may make a directory in /tmp, and wait there for our commands.
bool is_trustworthy(const std::string& directory, unsigned uid) {
    struct stat status {};
    return ::lstat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           (status.st_uid == uid || status.st_uid == 0);
}

}  // namespace

tl::expected<Site, std::string> find_site(const std::optional<std::string>& file, const Surroundings& surroundings) {
    if (file) return read_site(*file);
    if (const auto named = in_environment(surroundings, "HOSTFACTORY_CONFIG"); !named.empty()) return read_site(named);
    const DefaultPaths own(surroundings);
    for (const auto& candidate : usual_files(surroundings, own))
        if (::access(candidate.c_str(), F_OK) == 0) return read_site(candidate);

    if (is_trustworthy(own.runtime_directory, surroundings.uid)) return default_site(own);
    // The system's daemon may be there for everybody, with its file for nobody.
    Surroundings of_root = surroundings;
    of_root.uid = 0;
    const DefaultPaths systems(of_root);
    if (::access(systems.runtime_directory.c_str(), F_OK) == 0) return default_site(systems);
    return default_site(own);
}

}  // namespace hf
