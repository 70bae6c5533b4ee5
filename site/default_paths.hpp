// Where daemon and clients meet when nobody says otherwise, so that they find each
// other without any configuration.
//
//     const auto paths = DefaultPaths::of_this_process();
//     bind("ipc://" + paths.runtime_directory + "/commands.sock");
//
// root has the system's directories, everybody else their own. Nothing is created
// or looked at here; the paths may not exist. Needs no other part of the project.
#pragma once

#include <string>

namespace hf {

// Where this build was told that the system's configuration file is installed.
std::string installed_configuration();

// What the paths are made of.
struct Environment {
    unsigned uid = 0;
    std::string home;
    const char* (*variable)(const char* name) = nullptr;  // null: it is not set
    std::string system_configuration = installed_configuration();
    std::string system_runtime_directory = "/run/hostfactory";

    static Environment of_this_process();
};

struct DefaultPaths {
    std::string runtime_directory;   // sockets; gone after a reboot
    std::string data_directory;      // the store
    std::string user_configuration;  // empty for root, who has the system's
    std::string system_configuration;

    explicit DefaultPaths(const Environment& environment);
    static DefaultPaths of_this_process() { return DefaultPaths(Environment::of_this_process()); }

    // What the user's own daemon reads when it is told no file, and its clients with it.
    [[nodiscard]] const std::string& own_configuration() const {
        return user_configuration.empty() ? system_configuration : user_configuration;
    }

    [[nodiscard]] std::string commands_socket() const { return socket("commands"); }
    // "ipc:///run/hostfactory/commands.sock", …
    [[nodiscard]] std::string commands_endpoint() const { return endpoint("commands"); }
    [[nodiscard]] std::string queries_endpoint() const { return endpoint("queries"); }
    [[nodiscard]] std::string events_endpoint() const { return endpoint("events"); }

private:
    [[nodiscard]] std::string socket(const char* name) const { return runtime_directory + "/" + name + ".sock"; }
    [[nodiscard]] std::string endpoint(const char* name) const { return "ipc://" + socket(name); }
};

}  // namespace hf
