#include "client/site.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace hf {
namespace {

std::string plugin_directory;

const char* variables(const char* name) {
    if (std::strcmp(name, "HF_PROVIDER_CONFDIR") == 0) return plugin_directory.c_str();
    return nullptr;
}

class FindSite : public testing::Test {
protected:
    void SetUp() override {
        directory_ = std::filesystem::temp_directory_path() / ("hf-site-" + std::to_string(::getpid()));
        std::filesystem::create_directories(directory_);
        plugin_directory = directory_ / "conf";
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    std::string file(const std::string& name, const std::string& text) const {
        const auto path = directory_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path;
    }

    std::filesystem::path directory_;
    Surroundings surroundings_{4711, "/nonexistent", &variables};
};

TEST_F(FindSite, ReadsTheEndpointsOfTheDaemonsFileAndNothingElse) {
    const auto named =
        file("daemon.yaml", "store: {path: /x}\nprofiders: wrong\nendpoints: {commands: a, queries: b, events: c}\n");
    const auto site = find_site(named, surroundings_);
    ASSERT_TRUE(site) << site.error();
    EXPECT_EQ(site->endpoints.commands, "a");
    EXPECT_EQ(site->endpoints.events, "c");
    EXPECT_EQ(site->source, named);
}

TEST_F(FindSite, TellsWhatIsWrongWithANamedFile) {
    const auto missing = find_site((directory_ / "none.yaml").string(), surroundings_);
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

}  // namespace
}  // namespace hf
