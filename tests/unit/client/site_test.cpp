#include "client/site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

using ::testing::HasSubstr;

std::string plugin_directory;
std::string session_directory;

const char* variables(const char* name) {
    if (std::strcmp(name, "HF_PROVIDER_CONFDIR") == 0) return plugin_directory.c_str();
    if (std::strcmp(name, "XDG_RUNTIME_DIR") == 0) return session_directory.c_str();
    return nullptr;
}

constexpr auto endpoints = "endpoints: {commands: a, queries: b}\n";

class FindSite : public ::testing::Test {
protected:
    void SetUp() override {
        plugin_directory = directory_ / "conf";
        session_directory = directory_ / "session";
        surroundings_.home = directory_ / "home";
        surroundings_.system_configuration = directory_ / "etc/hostfactoryd.yaml";
        surroundings_.system_runtime_directory = directory_ / "run";
    }

    std::string file(const std::string& name, const std::string& text) const {
        const auto path = directory_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path;
    }
    // The directory for the sockets of the user's own daemon.
    std::string own_directory(mode_t mode = 0700) const {
        const auto path = directory_.file("session/hostfactory");
        std::filesystem::create_directories(path);
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        EXPECT_EQ(::chown(path.c_str(), surroundings_.uid, ::getegid()), 0);
        return path;
    }
    std::string source() const {
        const auto site = find_site(std::nullopt, surroundings_);
        return site ? site->source : "refused: " + site.error();
    }
    std::string refusal() const {
        const auto site = find_site(std::nullopt, surroundings_);
        return site ? "found: " + site->source : site.error();
    }

    testing::TemporaryDirectory directory_;
    // Root can give a directory to any user, so root tests as user 4711; others test as themselves.
    Environment surroundings_{::geteuid() == 0 ? 4711 : ::geteuid(), "", &variables};
};

TEST_F(FindSite, ReadsTheEndpointsAndTheStoresPlaceOfTheDaemonsFileAndNothingElse) {
    const auto named =
        file("daemon.yaml", "store: {path: /x}\nprofiders: wrong\nendpoints: {commands: a, queries: b, events: c}\n");
    const auto site = find_site(named, surroundings_);
    ASSERT_TRUE(site) << site.error();
    EXPECT_EQ(site->endpoints.commands, "a");
    EXPECT_EQ(site->endpoints.events, "c");
    EXPECT_EQ(site->source, named);
    EXPECT_EQ(site->store, "/x");
    EXPECT_EQ(find_site(file("bare.yaml", endpoints), surroundings_)->store, "");
}

TEST_F(FindSite, ConnectsToThisHostWhereTheDaemonListensAtAllAddresses) {
    const auto named = file("daemon.yaml", "endpoints: {commands: 'tcp://*:7001', queries: 'tcp://10.0.0.1:7002'}\n");
    const auto site = find_site(named, surroundings_);
    ASSERT_TRUE(site) << site.error();
    EXPECT_EQ(site->endpoints.commands, "tcp://localhost:7001");
    EXPECT_EQ(site->endpoints.queries, "tcp://10.0.0.1:7002");
}

TEST_F(FindSite, TellsWhatIsWrongWithANamedFile) {
    const auto missing = find_site(directory_.file("none.yaml"), surroundings_);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().find("none.yaml"), std::string::npos);

    const auto incomplete = find_site(file("half.yaml", "endpoints: {commands: a}\n"), surroundings_);
    ASSERT_FALSE(incomplete);
    EXPECT_NE(incomplete.error().find("endpoints.queries is missing"), std::string::npos) << incomplete.error();
}

TEST_F(FindSite, LooksIntoThePluginsDirectory) {
    file("conf/hostfactory.yaml", "endpoints: {commands: a, queries: b}\n");
    const auto site = find_site(std::nullopt, surroundings_);
    ASSERT_TRUE(site) << site.error();
    EXPECT_EQ(site->endpoints.queries, "b");
    EXPECT_EQ(site->endpoints.events, "");
}

TEST_F(FindSite, TellsForWhomThePluginAsks) {
    const auto conf =
        file("conf/hostfactory.yaml", "endpoints: {commands: a, queries: b}\nplugin: {on_behalf_of: mary}\n");
    const auto site = find_site(std::nullopt, surroundings_);
    ASSERT_TRUE(site) << site.error();
    EXPECT_EQ(site->plugin.on_behalf_of, "mary");
    EXPECT_EQ(find_site(file("other.yaml", endpoints), surroundings_)->plugin.on_behalf_of, "") << "itself";
    file("conf/hostfactory.yaml", "endpoints: {commands: a, queries: b}\nplugin: {on_behalf_of: [mary, ren]}\n");
    EXPECT_THAT(refusal(), AllOf(HasSubstr(conf), HasSubstr("plugin.on_behalf_of")));
}

TEST_F(FindSite, PrefersTheUsersOwnDaemonToTheSystemsFile) {
    const auto systems = file("etc/hostfactoryd.yaml", endpoints);
    EXPECT_EQ(source(), systems);
    const auto own = own_directory();
    EXPECT_EQ(source(), systems);
    file("session/hostfactory/commands.sock", "");
    EXPECT_EQ(source(), own);
    const auto users = file("home/.config/hostfactory/hostfactoryd.yaml", endpoints);
    EXPECT_EQ(source(), users);
}

TEST_F(FindSite, FallsBackToTheDefaultSockets) {
    const auto own = directory_ / "session/hostfactory";
    EXPECT_EQ(source(), own);
    std::filesystem::create_directories(directory_ / "run");
    EXPECT_EQ(source(), directory_ / "run");
    own_directory();
    EXPECT_EQ(source(), own);
    EXPECT_EQ(find_site(std::nullopt, surroundings_)->endpoints.commands, "ipc://" + own.string() + "/commands.sock");
}

TEST_F(FindSite, RefusesADirectoryThatIsNotTheUsersAlone) {
    const auto own = own_directory(0770);
    file("session/hostfactory/commands.sock", "");
    std::filesystem::create_directories(directory_ / "run");
    EXPECT_THAT(refusal(), HasSubstr(own + " can be written to by others than its owner (mode 0770)"));
    own_directory(0707);
    EXPECT_THAT(refusal(), HasSubstr("(mode 0707)"));

    own_directory(0755);
    EXPECT_EQ(source(), own);
    const auto owner = surroundings_.uid++;
    EXPECT_THAT(refusal(), HasSubstr(own + " belongs to user " + std::to_string(owner)));
    // A directory that a stranger put there is not the user's choice, so it is passed over.
    const auto systems = file("etc/hostfactoryd.yaml", endpoints);
    EXPECT_EQ(source(), systems);
}

TEST_F(FindSite, RefusesWhatIsNoDirectory) {
    const auto elsewhere = own_directory() + "-elsewhere";
    const auto own = directory_ / "session/hostfactory";
    std::filesystem::rename(own, elsewhere);
    std::filesystem::create_directory_symlink(elsewhere, own);
    EXPECT_THAT(refusal(), HasSubstr(own.string() + " is not a directory"));
    std::filesystem::remove(own);
    file("session/hostfactory", "");
    EXPECT_THAT(refusal(), HasSubstr(own.string() + " is not a directory"));
}

TEST_F(FindSite, TakesRootToTheSystemsDaemonWhoeverThatRunsAs) {
    own_directory();
    file("session/hostfactory/commands.sock", "");
    std::filesystem::rename(directory_ / "session/hostfactory", directory_ / "run");
    surroundings_.uid = 0;
    EXPECT_EQ(source(), directory_ / "run");
    const auto systems = file("etc/hostfactoryd.yaml", endpoints);
    EXPECT_EQ(source(), systems);
}

}  // namespace
}  // namespace hf
