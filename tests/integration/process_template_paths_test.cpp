// A process provider of a site that says where the programs of templates must lie (limits.template_paths).
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "adapters/providers/process/process_provider.hpp"
#include "tests/integration/process_machines.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;

class ProcessTemplatePaths : public ::testing::Test {
protected:
    ProcessTemplatePaths() {
        for (const auto* name : {"programs", "programs_of_others"}) {
            fs::create_directory(base / name);
            const auto program = base / name / "worker";
            std::ofstream(program) << "#!/bin/sh\nexec sleep 1000\n";
            fs::permissions(program, fs::perms::owner_all);
        }
    }
    [[nodiscard]] std::unique_ptr<ProcessProvider> made() const {
        auto settings = machines_.settings();
        settings.template_paths = PermittedPaths("limits.template_paths", {(base / "programs").string()});
        return std::make_unique<ProcessProvider>(settings);
    }
    static ValueMap running(const std::string& program) { return {{"command", ValueList{program, "argument"}}}; }

    LaunchResult launched(ValueMap configuration) {
        LaunchSpec order;
        order.token = fmt::format("0193a1b2-c3d4-7e5f-8a9c-{:012x}-{}", ::getpid(), ++tokens_);
        order.count = 1;
        order.site = "site-a";
        order.configuration = std::move(configuration);
        return provider->launch(order);
    }
    // What a check of such a template finds wrong with its program; empty: nothing.
    std::string found_in(ValueMap configuration) {
        TemplateSpec spec;
        spec.configuration = std::move(configuration);
        const auto check = provider->validate(spec);
        if (!check) return check.error().message;
        for (const auto& finding : check->findings)
            if (finding.field == "command[0]") return finding.message;
        return "";
    }
    void expect_to_run(const ValueMap& configuration, const std::string& name) {
        EXPECT_EQ(found_in(configuration), "") << name;
        const auto result = launched(configuration);
        EXPECT_FALSE(result.error) << name << ": " << result.error->message;
        EXPECT_EQ(result.machines.size(), 1U) << name;
    }
    void expect_refusal(const ValueMap& configuration, const std::string& words) {
        EXPECT_NE(found_in(configuration).find(words), std::string::npos) << found_in(configuration);
        const auto result = launched(configuration);
        EXPECT_TRUE(result.machines.empty());
        ASSERT_TRUE(result.error) << words;
        EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid);
        EXPECT_TRUE(result.error->message.starts_with("configuration.command[0]: ")) << result.error->message;
        EXPECT_NE(result.error->message.find(words), std::string::npos) << result.error->message;
    }

    testing::ProcessMachines machines_;
    int tokens_ = 0;
    const fs::path base = fs::canonical(machines_.base());
    std::unique_ptr<ProcessProvider> provider = made();
};

TEST_F(ProcessTemplatePaths, RunProgramsThatLieThere) {
    expect_to_run(running(base / "programs/worker"), "its path");
    expect_to_run(running(base / "programs_of_others/../programs/worker"), "a path with ..");
    fs::create_symlink(base / "programs/worker", base / "link");
    expect_to_run(running(base / "link"), "a link to it");
    auto by_name = running("worker");
    by_name["environment"] = ValueMap{{"PATH", (base / "programs").string() + ":/usr/bin:/bin"}};
    expect_to_run(by_name, "its name, found along the PATH");
    expect_to_run({}, "no command");
}

TEST_F(ProcessTemplatePaths, RefuseOthersWhenTheyAreCheckedAndWhenTheyAreLaunched) {
    const auto outside = fmt::format("which lies in none of limits.template_paths ({}/programs)", base.string());
    expect_refusal(running("/bin/sleep"), outside);
    expect_refusal(running("sleep"), outside);
    expect_refusal(running(base / "programs_of_others/worker"), outside);
    expect_refusal(running(base / "programs/../programs_of_others/worker"), outside);
    fs::create_symlink("/bin/sleep", base / "programs/sleep");
    expect_refusal(running(base / "programs/sleep"), outside);
    auto by_name = running("worker");
    by_name["environment"] = ValueMap{{"PATH", fmt::format("{0}/programs_of_others:{0}/programs:/bin", base.string())}};
    expect_refusal(by_name, outside);
    expect_refusal(running(base / "programs/none"), "No such file or directory");
    expect_refusal(running("./worker"), "relative to the machine's working directory");
}

TEST_F(ProcessTemplatePaths, ALinkThatIsExchangedAfterTheCheckIsFollowedAnew) {
    const auto link = base / "programs/link";
    fs::create_symlink(base / "programs/worker", link);
    expect_to_run(running(link), "within");
    fs::remove(link);
    fs::create_symlink("/bin/sleep", link);
    expect_refusal(running(link), "which lies in none of");
}

// Programs that have many names do what the name says that they are run by.
TEST_F(ProcessTemplatePaths, AProgramIsRunByTheNameThatTheTemplateGivesIt) {
    const auto program = base / "programs/worker";
    fs::remove(program);
    fs::copy_file(fs::canonical("/bin/sh"), program);
    fs::create_symlink(program, base / "programs/other_name");
    const auto result = launched(
        {{"command", ValueList{(base / "programs/other_name").string(), "-c", "echo $0 > name; exec sleep 1000"}}});
    ASSERT_FALSE(result.error) << result.error->message;
    const auto written = machines_.root() / result.machines.at(0).id / "work/name";
    std::string name;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (name.empty() && std::chrono::steady_clock::now() < deadline) std::ifstream(written) >> name;
    EXPECT_EQ(name, (base / "programs/other_name").string());
}

}  // namespace
}  // namespace hf
