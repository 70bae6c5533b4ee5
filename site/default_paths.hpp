// The paths at which daemon and clients meet by default, so that they find each other without any
// configuration.
//
//     const auto paths = DefaultPaths::of_this_process();
//     bind("ipc://" + paths.runtime_directory + "/commands.sock");
//
// root uses the system's directories, every other user has directories of his own. Nothing is
// created or checked here; the paths may not exist. Needs no other part of the project.
#pragma once

#include <string>

namespace hf {

// The installation path of the system's configuration file, as set when this was built.
std::string installed_configuration();

// The values from which the paths are derived.
struct Environment {
    unsigned uid = 0;
    std::string home;
    const char* (*variable)(const char* name) = nullptr;  // returns null if the variable is not set
    std::string system_configuration = installed_configuration();
    std::string system_runtime_directory = "/run/hostfactory";

    static Environment of_this_process();
};

struct DefaultPaths {
    std::string runtime_directory;   // for sockets; removed at reboot
    std::string data_directory;      // for the store
    std::string user_configuration;  // empty for root, who uses the system's
    std::string system_configuration;

    explicit DefaultPaths(const Environment& environment);
    static DefaultPaths of_this_process() { return DefaultPaths(Environment::of_this_process()); }

    // The file that a user's own daemon and its clients read by default.
    [[nodiscard]] const std::string& own_configuration() const {
        return user_configuration.empty() ? system_configuration : user_configuration;
    }

    [[nodiscard]] std::string commands_socket() const { return socket("commands"); }
    // For example "ipc:///run/hostfactory/commands.sock".
    [[nodiscard]] std::string commands_endpoint() const { return endpoint("commands"); }
    [[nodiscard]] std::string queries_endpoint() const { return endpoint("queries"); }
    [[nodiscard]] std::string events_endpoint() const { return endpoint("events"); }

private:
    [[nodiscard]] std::string socket(const char* name) const { return runtime_directory + "/" + name + ".sock"; }
    [[nodiscard]] std::string endpoint(const char* name) const { return "ipc://" + socket(name); }
};

}  // namespace hf
