#include "daemon/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "adapters/zeromq/curve.hpp"
#include "client/site.hpp"
#include "core/ports/lane_settings.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string session_directory;

const char* variables(const char* name) {
    return std::strcmp(name, "XDG_RUNTIME_DIR") == 0 ? session_directory.c_str() : nullptr;
}

class ConfigurationTest : public ::testing::Test {
protected:
    void SetUp() override {
        session_directory = base_ / "session";
        surroundings_.home = base_ / "home";
        surroundings_.system_configuration = base_ / "etc/hostfactoryd.yaml";
        surroundings_.system_runtime_directory = base_ / "run";
    }

    std::string file(const std::string& name, const std::string& text) const {
        const auto path = base_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path;
    }
    // A valid file with what the test inserts from its fifth line on.
    std::string with(const std::string& endpoints, const std::string& providers) const {
        return file("hostfactoryd.yaml",
                    "store: {path: " + base_.file("db") + "}\nendpoints:\n" + endpoints + "providers:\n" + providers);
    }
    std::string providers(const std::string& second) const {
        return "  - {name: local, type: process, directory: " + base_.path().string() + "}\n" + second;
    }
    // The messages, each without the directory of the test.
    std::string wrong_with(const std::string& file) const {
        const auto loaded = load_configuration(file);
        if (loaded) return "nothing";
        auto text = loaded.error();
        for (auto at = text.find(base_.path().string() + "/"); at != std::string::npos;
             at = text.find(base_.path().string() + "/"))
            text.erase(at, base_.path().string().size() + 1);
        return text;
    }

    testing::TemporaryDirectory base_;
    Environment surroundings_{::geteuid() == 0 ? 4711 : ::geteuid(), "", &variables};
};

constexpr auto good_endpoints = "  commands: ipc://c\n  queries: ipc://q\n  events: tcp://127.0.0.1:*\n";

TEST_F(ConfigurationTest, TheOneThatIsInstalledIsGood) {
    const auto loaded = load_configuration(testing::source("etc/hostfactoryd.yaml"));
    ASSERT_TRUE(loaded) << loaded.error();
    EXPECT_EQ(loaded->endpoints.queries.value, "ipc:///run/hostfactory/queries.sock");
}

TEST_F(ConfigurationTest, TellsTheLineOfEachEndpointThatIsNone) {
    EXPECT_EQ(wrong_with(with(
                  "  commands: foo://x\n  queries: tcp://127.0.0.1\n  events: ipc://" + std::string(200, 'x') + "\n",
                  providers(""))),
              "hostfactoryd.yaml:3: endpoints.commands must begin with ipc:// or tcp://, not \"foo://x\"\n"
              "hostfactoryd.yaml:4: endpoints.queries must name a host and a port, like tcp://127.0.0.1:7001, not "
              "\"tcp://127.0.0.1\"\n"
              "hostfactoryd.yaml:5: endpoints.events is too long for a unix socket: 200 bytes, and 107 is the most");
}

TEST_F(ConfigurationTest, TellsTheLineOfAnEndpointThatIsTakenTwice) {
    EXPECT_EQ(wrong_with(with("  queries: ipc://a\n  commands: ipc://a\n  events: ipc://b\n", providers(""))),
              "hostfactoryd.yaml:3: endpoints.queries is the address of endpoints.commands too");
    EXPECT_EQ(wrong_with(with("  queries: tcp://[::1]:*\n  commands: tcp://[::1]:*\n  events: tcp://[::1]:*\n",
                              providers(""))),
              "nothing");
}

TEST_F(ConfigurationTest, TheFilesOfTemplatesLieInAbsoluteDirectories) {
    const auto limited = [&](const std::string& paths) {
        return with(good_endpoints, providers("") + "limits: {template_paths: [" + paths + "]}\n");
    };
    EXPECT_EQ(wrong_with(limited("/srv/hostfactory, /no/such/directory")), "nothing");
    EXPECT_THAT(wrong_with(limited("/srv/hostfactory, scripts")),
                HasSubstr("limits.template_paths[1] must be the absolute path of a directory, not \"scripts\""));
    EXPECT_THAT(wrong_with(limited("''")), HasSubstr("limits.template_paths[0] must be"));
}

TEST_F(ConfigurationTest, TheReserveOnTheStoresDiskFitsIntoIt) {
    const auto reserving = [&](const std::string& bytes) {
        return file("hostfactoryd.yaml", "store: {path: " + base_.file("made/later/db") + ", min_free_bytes: " + bytes +
                                             "}\nendpoints:\n" + good_endpoints + "providers:\n" + providers(""));
    };
    EXPECT_EQ(load_configuration(reserving("1048576"))->store.min_free_bytes, 1U << 20);
    EXPECT_EQ(wrong_with(reserving("0")), "nothing");
    EXPECT_THAT(wrong_with(reserving("4611686018427387904")),
                AllOf(HasSubstr("hostfactoryd.yaml:1: store.min_free_bytes is 4611686018427387904 (4 EiB), and"),
                      HasSubstr("in all: no command would ever be taken")));
    EXPECT_THAT(wrong_with(reserving("-1")), HasSubstr("store.min_free_bytes must be"));
}

TEST_F(ConfigurationTest, AnAddressForOtherHostsNeedsAMechanism) {
    constexpr auto open = "  commands: tcp://*:*\n  queries: tcp://localhost:*\n  events: tcp://127.0.0.1:*\n";
    EXPECT_THAT(wrong_with(with(open, providers(""))),
                HasSubstr("hostfactoryd.yaml:3: endpoints.commands can be reached from other hosts, by everybody; set "
                          "security.mechanism: curve"));
    EXPECT_THAT(wrong_with(with(open, providers("") + "security: {mechanism: none}\n")), HasSubstr("by everybody"));
    EXPECT_EQ(wrong_with(with(open, providers("") + "security: {mechanism: none, i_know: true}\n")), "nothing");
    for (const auto* host : {"0.0.0.0", "192.0.2.1", "broker.example.org", "[::]", "127x", "localhost.example.org"})
        EXPECT_THAT(
            wrong_with(with(fmt::format("  commands: tcp://{}:1\n  queries: ipc://q\n  events: ipc://e\n", host),
                            providers(""))),
            HasSubstr("can be reached from other hosts"))
            << host;
}

TEST_F(ConfigurationTest, ChecksTheKeyAndThePrincipals) {
    constexpr auto open = "  commands: tcp://*:*\n  queries: tcp://*:*\n  events: tcp://*:*\n";
    const auto secured = [&](const std::string& security) {
        return wrong_with(with(open, providers("") + "security: {mechanism: curve, " + security + "}\n"));
    };
    const auto pair = zeromq::generate_pair();
    const auto key = file("server.key", pair.secret_key + "\n");
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    const auto principals = file("principals.yaml", "principals:\n  - {name: ann, public_key: '" +
                                                        pair.public_key.value + "', roles: [admin]}\n");
    const auto good = fmt::format("server_key: 'file:{}', principals: {}", key, principals);
    EXPECT_EQ(secured(good), "nothing");
    // The service alone sees its credentials, so that a check by hand says nothing of them.
    EXPECT_EQ(secured(fmt::format("server_key: 'credential:curve', principals: {}", principals)), "nothing");
    EXPECT_THAT(secured("i_know: false"),
                AllOf(HasSubstr("security.server_key is missing"), HasSubstr("security.principals is missing")));
    file("server.key", "short");
    EXPECT_THAT(secured(good), HasSubstr("must be a key of 40 characters (Z85), not of 5"));
    EXPECT_THAT(secured(good), ::testing::Not(HasSubstr("short")));
    fs::permissions(key, fs::perms::group_read, fs::perm_options::add);
    EXPECT_THAT(secured(good), HasSubstr("others than its owner can use it (chmod 600)"));
    fs::remove(key);
    EXPECT_THAT(secured(good), HasSubstr("security.server_key can't read"));
    file("server.key", pair.secret_key);
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    fs::permissions(principals, fs::perms::others_write, fs::perm_options::add);
    EXPECT_THAT(secured(good), HasSubstr("can be changed by others than its owner (chmod go-w)"));
    fs::permissions(principals, fs::perms::others_write, fs::perm_options::remove);
    file("principals.yaml",
         "principals:\n  - {name: ann, unix_user: ann, roles: [admin]}\n"
         "  - {name: ann, unix_user: bob, roles: [emperor]}\n");
    EXPECT_THAT(secured(good), HasSubstr("principals.yaml:3: principals[1].roles"));
    file("principals.yaml",
         "principals:\n  - {name: ann, unix_user: ann, roles: [admin]}\n"
         "  - {name: ann, unix_user: bob, roles: [viewer]}\n");
    EXPECT_THAT(secured(good), HasSubstr("principals.yaml:3: principals[1].name is that of principals[0] too"));
}

TEST_F(ConfigurationTest, ChecksTheNextServersKeyAndItsAddresses) {
    const auto pair = zeromq::generate_pair();
    const auto key = file("server.key", pair.secret_key + "\n");
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    const auto principals = file("principals.yaml", "principals:\n  - {name: ann, public_key: '" +
                                                        pair.public_key.value + "', roles: [admin]}\n");
    constexpr auto open = "  commands: tcp://*:7001\n  queries: tcp://*:7002\n  events: tcp://*:7003\n";
    const auto next_at = [&](const std::string& endpoints, const std::string& more) {
        return wrong_with(with(
            endpoints,
            providers("") + fmt::format("security: {{mechanism: curve, server_key: 'file:{}', principals: {}, {}}}\n",
                                        key, principals, more)));
    };
    const auto next = [&](const std::string& more) { return next_at(open, more); };
    const auto next_key = fmt::format("next_server_key: 'file:{}'", key);
    const auto at = [&](const std::string& commands) {
        return fmt::format("{}, next_endpoints: {{commands: '{}', queries: 'tcp://*:7012', events: 'tcp://*:7013'}}",
                           next_key, commands);
    };
    EXPECT_EQ(next(at("tcp://*:7011")), "nothing");
    EXPECT_THAT(next(next_key), HasSubstr("security.next_endpoints is missing"));
    EXPECT_THAT(next("next_endpoints: {commands: 'tcp://*:1', queries: 'tcp://*:2', events: 'tcp://*:3'}"),
                HasSubstr("security.next_server_key is missing"));
    EXPECT_THAT(next("next_server_key: 'file:/no/such/key'"), HasSubstr("security.next_server_key can't read"));
    EXPECT_THAT(next(at("tcp://*:7001")), HasSubstr("security.next_endpoints.commands is the address of "
                                                    "endpoints.commands too"));
    EXPECT_THAT(next(at("tcp://*:*")), HasSubstr("security.next_endpoints.commands must name a port"));
    EXPECT_THAT(next(at("ipc://c")), HasSubstr("security.next_endpoints.commands must be a TCP address"));
    EXPECT_THAT(next_at("  commands: ipc://c\n  queries: tcp://*:7002\n  events: tcp://*:7003\n", at("tcp://*:7011")),
                HasSubstr("security.next_endpoints.commands is of no use: endpoints.commands is no TCP address"));
    EXPECT_THAT(
        wrong_with(with(good_endpoints, providers("") + "security: {" + at("tcp://*:7011") + "}\n")),
        AllOf(HasSubstr("security.next_server_key is of no use"), HasSubstr("security.next_endpoints is of no use")));
}

TEST_F(ConfigurationTest, PrincipalsAreNotKnownAtAnOpenTcpAddress) {
    const auto principals = file("principals.yaml", "principals: [{name: ann, unix_user: ann, roles: [admin]}]\n");
    EXPECT_THAT(
        wrong_with(with(good_endpoints, providers("") + "security: {principals: " + principals + "}\n")),
        HasSubstr("endpoints.events is a TCP address, where principals are known by security.mechanism: curve"));
    EXPECT_EQ(wrong_with(with("  commands: ipc://c\n  queries: ipc://q\n  events: ipc://e\n",
                              providers("") + "security: {principals: " + principals + "}\n")),
              "nothing");
}

TEST_F(ConfigurationTest, VisibilityIsOfPrincipals) {
    const auto principals = file("principals.yaml", "principals: [{name: ann, unix_user: ann, roles: [admin]}]\n");
    const auto secured = [&](const std::string& security) {
        return wrong_with(with("  commands: ipc://c\n  queries: ipc://q\n  events: ipc://e\n",
                               providers("") + "security: {" + security + "}\n"));
    };
    EXPECT_EQ(secured("visibility: own, principals: " + principals), "nothing");
    EXPECT_EQ(secured("visibility: all, principals: " + principals), "nothing");
    EXPECT_THAT(secured("visibility: own"), HasSubstr("security.visibility own is of no use without"));
    EXPECT_THAT(secured("visibility: mine, principals: " + principals), HasSubstr("security.visibility"));
}

TEST_F(ConfigurationTest, TellsTheLineOfAProviderWhoseNameIsTaken) {
    EXPECT_EQ(wrong_with(with(good_endpoints, providers("  - name: other\n    type: process\n    directory: /x\n"
                                                        "  - type: process\n    name: local\n    directory: /y\n"))),
              "hostfactoryd.yaml:12: providers[2].name is the name of providers[0] too");
}

TEST_F(ConfigurationTest, TellsTheLineOfAKeeperThatIsNoProgram) {
    const auto of_keeper = [&](const std::string& keeper) {
        return wrong_with(with(good_endpoints, providers("  - name: other\n    type: process\n    directory: /x\n"
                                                         "    keeper: " +
                                                         keeper + "\n")));
    };
    EXPECT_EQ(of_keeper("/no/such/keeper"),
              "hostfactoryd.yaml:11: providers[1].keeper must be a program; /no/such/keeper is none that can be run");
    EXPECT_THAT(of_keeper(base_.path()), HasSubstr("providers[1].keeper must be a program"));
    EXPECT_THAT(of_keeper(file("keeper", "no mode that says so")), HasSubstr("keeper is none that can be run"));
    EXPECT_EQ(of_keeper(testing::built("hostfactory-machine")), "nothing");
}

TEST_F(ConfigurationTest, KnowsTheTypesOfProviders) {
    EXPECT_THAT(wrong_with(with(good_endpoints, providers("  - {name: cloud, type: proces, directory: /x}\n"))),
                HasSubstr("hostfactoryd.yaml:8: providers[1].type"));
}

TEST_F(ConfigurationTest, WantsAFileForTheStore) {
    fs::create_directory(base_ / "db");
    EXPECT_EQ(wrong_with(with(good_endpoints, providers(""))),
              "hostfactoryd.yaml:1: store.path must name a file; db is a directory");
}

TEST_F(ConfigurationTest, IsTheNamedFileThenTheUsersOwnThenADefault) {
    const auto own = file("home/.config/hostfactory/hostfactoryd.yaml", "nonsense: 1\n");
    const auto named = with(good_endpoints, providers(""));
    EXPECT_EQ(find_configuration(named, surroundings_)->source, named);
    const auto broken = find_configuration("", surroundings_);
    ASSERT_FALSE(broken);
    EXPECT_THAT(broken.error(), HasSubstr(own + ":1: nonsense is not known here"));
    fs::copy_file(named, own, fs::copy_options::overwrite_existing);
    EXPECT_EQ(find_configuration("", surroundings_)->source, own);
    EXPECT_FALSE(find_configuration("", surroundings_)->private_sockets);

    fs::remove(own);
    const auto found = find_configuration("", surroundings_);
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(found->private_sockets, base_.file("session/hostfactory"));
    EXPECT_EQ(found->configuration.store.path, base_ / "home/.local/share/hostfactory/hostfactory.db");
    EXPECT_EQ(found->configuration.providers.at(0).name.value, "local");
    EXPECT_FALSE(fs::exists(base_ / "session")) << "to look is not to make";
}

TEST_F(ConfigurationTest, DaemonAndClientsMeet) {
    const auto meet = [&] {
        const auto found = find_configuration("", surroundings_);
        const auto site = find_site(std::nullopt, surroundings_);
        return found && site && found->configuration.endpoints.commands.value == site->endpoints.commands &&
               found->configuration.endpoints.queries.value == site->endpoints.queries;
    };
    EXPECT_TRUE(meet()) << "without anything";
    // There is a system's daemon as well; the user's own takes precedence while it runs.
    const auto systems = file("etc/hostfactoryd.yaml", "");
    fs::copy_file(with("  commands: ipc://sc\n  queries: ipc://sq\n  events: ipc://se\n", providers("")), systems,
                  fs::copy_options::overwrite_existing);
    const auto socket = file("session/hostfactory/commands.sock", "");
    const auto directory = fs::path(socket).parent_path();
    ASSERT_EQ(::chmod(directory.c_str(), 0700), 0);
    ASSERT_EQ(::chown(directory.c_str(), surroundings_.uid, ::getegid()), 0);
    EXPECT_TRUE(meet()) << "at the user's own sockets";
    const auto own = file("home/.config/hostfactory/hostfactoryd.yaml", "");
    fs::copy_file(with(good_endpoints, providers("")), own, fs::copy_options::overwrite_existing);
    EXPECT_TRUE(meet()) << "by the user's own file";
    surroundings_.uid = 0;
    EXPECT_TRUE(meet()) << "by the system's file, for root";
    EXPECT_EQ(find_configuration("", surroundings_)->source, systems);
}

TEST_F(ConfigurationTest, TheDefaultRefusesADirectoryThatIsNotTheUsersAlone) {
    const auto directory = base_ / "session/hostfactory";
    fs::create_directories(directory);
    ASSERT_EQ(::chown(directory.c_str(), surroundings_.uid, ::getegid()), 0);
    ASSERT_EQ(::chmod(directory.c_str(), 0777), 0);
    const auto open_to_all = find_configuration("", surroundings_);
    ASSERT_FALSE(open_to_all);
    EXPECT_EQ(open_to_all.error(), directory.string() + " can be written to by others than its owner (mode 0777)");
    ASSERT_EQ(::chmod(directory.c_str(), 0700), 0);
    EXPECT_TRUE(find_configuration("", surroundings_));
    ++surroundings_.uid;
    EXPECT_FALSE(find_configuration("", surroundings_));
}

TEST_F(ConfigurationTest, TheDefaultTellsWhenItsSocketsHaveNoRoom) {
    session_directory = base_ / std::string(100, 'x');
    const auto found = find_configuration("", surroundings_);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error(),
                HasSubstr("the default configuration: endpoints.commands is too long for a unix socket"));
}

template <class... Sections>
std::vector<std::string> keys_of() {
    std::vector<std::string> keys;
    (
        [&] {
            for (const auto& field : Sections::describe.fields) keys.emplace_back(field.name);
        }(),
        ...);
    return keys;
}

TEST(InstalledConfiguration, HasEveryKey) {
    std::ifstream file(testing::source("etc/hostfactoryd.yaml"));
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::ranges::replace(text, '\n', ' ');
    const auto keys = keys_of<Endpoints, StoreSettings, RetentionSettings, QuerySettings, Limits, FeedSettings,
                              LogSettings, AuditSettings, SecuritySettings, ClientSettings, PluginSettings,
                              ProviderSettings, LaneSettings, Configuration>();
    for (const auto& key : keys) EXPECT_THAT(text, HasSubstr(" " + key + ":")) << key;
}

}  // namespace
}  // namespace hf
