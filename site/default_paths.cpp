#include "site/default_paths.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace hf {
namespace {

// The XDG specification says to ignore relative paths, since they would mean another place in every
// directory.
std::string absolute(const Environment& environment, const char* variable) {
    const char* value = environment.variable(variable);
    return value && *value == '/' ? value : "";
}

std::string or_else(std::string first, std::string second) {
    return first.empty() ? std::move(second) : std::move(first);
}

}  // namespace

Environment Environment::of_this_process() {
    Environment result;
    result.uid = ::geteuid();
    result.variable = [](const char* name) -> const char* { return std::getenv(name); };
    result.home = absolute(result, "HOME");
    if (result.home.empty()) {
        if (const auto* user = ::getpwuid(result.uid)) result.home = user->pw_dir;
    }
    return result;
}

std::string installed_configuration() { return HOSTFACTORY_CONFIGURATION_DIRECTORY "/hostfactoryd.yaml"; }

DefaultPaths::DefaultPaths(const Environment& environment) : system_configuration(environment.system_configuration) {
    if (environment.uid == 0) {
        runtime_directory = environment.system_runtime_directory;
        data_directory = "/var/lib/hostfactory";
        return;
    }
    const auto under = [&](const char* variable, const char* below_home) {
        return or_else(absolute(environment, variable), environment.home + below_home) + "/hostfactory";
    };
    const auto session = absolute(environment, "XDG_RUNTIME_DIR");
    runtime_directory =
        session.empty() ? "/tmp/hostfactory-" + std::to_string(environment.uid) : session + "/hostfactory";
    data_directory = under("XDG_DATA_HOME", "/.local/share");
    user_configuration = under("XDG_CONFIG_HOME", "/.config") + "/hostfactoryd.yaml";
}

}  // namespace hf
