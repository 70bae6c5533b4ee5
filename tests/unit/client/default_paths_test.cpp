#include "site/default_paths.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace hf {
namespace {

const char* nothing(const char*) { return nullptr; }

const char* xdg(const char* name) {
    if (std::strcmp(name, "XDG_RUNTIME_DIR") == 0) return "/run/user/1000";
    if (std::strcmp(name, "XDG_DATA_HOME") == 0) return "/data";
    if (std::strcmp(name, "XDG_CONFIG_HOME") == 0) return "relative/config";
    return nullptr;
}

TEST(DefaultPaths, OfRootAreTheSystems) {
    const DefaultPaths paths({0, "/root", &xdg});
    EXPECT_EQ(paths.runtime_directory, "/run/hostfactory");
    EXPECT_EQ(paths.data_directory, "/var/lib/hostfactory");
    EXPECT_EQ(paths.user_configuration, "");
    EXPECT_EQ(paths.commands_endpoint(), "ipc:///run/hostfactory/commands.sock");
    EXPECT_EQ(paths.own_configuration(), installed_configuration());
    EXPECT_TRUE(installed_configuration().ends_with("/hostfactory/hostfactoryd.yaml"));
    EXPECT_TRUE(installed_configuration().starts_with("/"));
}

TEST(DefaultPaths, OfAUserAreTheirOwn) {
    const DefaultPaths paths({1000, "/home/me", &xdg});
    EXPECT_EQ(paths.runtime_directory, "/run/user/1000/hostfactory");
    EXPECT_EQ(paths.data_directory, "/data/hostfactory");
    EXPECT_EQ(paths.events_endpoint(), "ipc:///run/user/1000/hostfactory/events.sock");
    EXPECT_EQ(paths.own_configuration(), paths.user_configuration);
}

TEST(DefaultPaths, NeedNoSession) {
    const DefaultPaths paths({1000, "/home/me", &nothing});
    EXPECT_EQ(paths.runtime_directory, "/tmp/hostfactory-1000");
    EXPECT_EQ(paths.data_directory, "/home/me/.local/share/hostfactory");
}

TEST(DefaultPaths, IgnoreRelativeDirectoriesOfTheEnvironment) {
    EXPECT_EQ(DefaultPaths({1000, "/home/me", &xdg}).user_configuration,
              "/home/me/.config/hostfactory/hostfactoryd.yaml");
}

}  // namespace
}  // namespace hf
