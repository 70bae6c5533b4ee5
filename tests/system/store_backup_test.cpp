// Backups as an administrator makes, checks and restores them; and what `kill -9` at any moment of it leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "adapters/system/child_process.hpp"
#include "tests/support/places.hpp"
#include "tests/system/support/ctl_process.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class StoreBackupTest : public ::testing::Test {
protected:
    void make_templates(int count) {
        auto client = daemon_.client();
        for (int i = 0; i < count; ++i) ASSERT_TRUE(client.command(template_called(fmt::format("t{}", ++made_))));
    }
    CtlResult back_up(std::vector<std::string> more = {"--check"}) {
        std::vector<std::string> words{"store", "backup", backup_.string()};
        words.insert(words.end(), more.begin(), more.end());
        return ctl(daemon_, words);
    }
    [[nodiscard]] ChildCommand daemon_program(std::vector<std::string> words) const {
        words.insert(words.begin(), {"hostfactoryd", "--config", daemon_.configuration_file().string()});
        return {.program = testing::built("hostfactoryd"), .arguments = std::move(words), .silent = true};
    }
    int run_program(std::vector<std::string> words) const {
        const auto done = run_child(daemon_program(std::move(words)), 60s, 1 << 24);
        EXPECT_TRUE(done) << done.error();
        return done && WIFEXITED(done->status) ? WEXITSTATUS(done->status) : -1;
    }
    // Whether it was killed, and had not ended before.
    static bool kill_by_chance(const ChildCommand& command, std::chrono::microseconds after) {
        const auto child = spawn_child(command);
        EXPECT_TRUE(child);
        const auto moment = std::chrono::steady_clock::now() + after;
        int status = 0;
        while (std::chrono::steady_clock::now() < moment)
            if (::waitpid(child->pid, &status, WNOHANG) == child->pid) return false;
        ::kill(child->pid, SIGKILL);
        EXPECT_EQ(::waitpid(child->pid, &status, 0), child->pid);
        return WIFSIGNALED(status);
    }
    void lose_store() const {
        for (const auto* end : {"", "-wal", "-shm"}) fs::remove(store_.string() + end);
    }
    Position head() { return daemon_.client().query(GetStatus{})->position; }

    RunningDaemon daemon_{{.settings = "log: {level: warn}"}};
    fs::path store_ = daemon_.directory() / "hostfactory.db";
    fs::path backup_ = daemon_.directory() / "backup.db";
    int made_ = 0;
};

TEST_F(StoreBackupTest, IsMadeBesideTheDaemonAndRestored) {
    make_templates(3);
    auto client = daemon_.client();
    CallOptions options;
    options.id = "the-same-command";
    const auto first = client.command(template_called("before"), options);
    ASSERT_TRUE(first);
    const auto made = back_up();
    EXPECT_EQ(made.status, 0) << made.errors;
    EXPECT_THAT(made.output, HasSubstr(fmt::format("events 1 to {}", first->position)));
    EXPECT_TRUE(fs::exists(store_.string() + ".backup"));
    EXPECT_EQ(back_up().status, 1);
    EXPECT_EQ(back_up({"--replace"}).status, 0);
    make_templates(2);

    EXPECT_EQ(run_program({"--verify-store", backup_.string()}), 0);
    EXPECT_EQ(run_program({"--verify-store", store_.string()}), 0);
    EXPECT_EQ(run_program({"--restore", backup_.string(), "--move-aside"}), 1) << "while the daemon owns the store";
    EXPECT_EQ(daemon_.stop(), 0);
    EXPECT_EQ(run_program({"--restore", backup_.string()}), 1) << "where a store is";
    lose_store();
    EXPECT_EQ(run_program({"--restore", backup_.string()}), 0);
    daemon_.start();
    EXPECT_GE(head(), first->position);
    auto again = daemon_.client();
    const auto repeated = again.command(template_called("before"), options);
    ASSERT_TRUE(repeated) << "P2: " << repeated.error().error.message;
    EXPECT_TRUE(repeated->duplicate);
    EXPECT_EQ(repeated->position, first->position);
    EXPECT_FALSE(again.query(GetTemplate{TemplateId{"t5"}}));
}

TEST_F(StoreBackupTest, DamageHasAStatusOfItsOwn) {
    make_templates(3);
    ASSERT_EQ(back_up().status, 0);
    std::fstream file(backup_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(backup_)) - 10);
    file << "damage";
    file.close();
    EXPECT_EQ(run_program({"--verify-store", backup_.string()}), 3);
    EXPECT_EQ(run_program({"--restore", backup_.string(), "--move-aside"}), 1);
    EXPECT_EQ(daemon_.stop(), 0);
    EXPECT_EQ(run_program({"--restore", backup_.string(), "--move-aside"}), 3);
    EXPECT_EQ(run_program({"--verify-store", (daemon_.directory() / "none").string()}), 1);
    EXPECT_EQ(run_program({"--verify-store", ""}), 2);
    EXPECT_EQ(run_program({"--move-aside"}), 2);
    daemon_.start();
}

TEST_F(StoreBackupTest, SaysWhoMayReadTheStore) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
    fs::permissions(store_, fs::perms::none);
    const auto refused = back_up();
    fs::permissions(store_, fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.errors, HasSubstr("run this as that user"));
}

TEST_F(StoreBackupTest, ABackupThatIsKilledIsNoBackupAndDisturbsNobody) {
    make_templates(40);
    std::mt19937 random{5};
    int killed = 0;
    for (int round = 0; round < 25; ++round) {
        fs::remove(backup_);
        const ChildCommand backing_up{
            .program = testing::built("hostfactoryctl"),
            .arguments = {"hostfactoryctl", "--config", daemon_.configuration_file().string(), "store", "backup",
                          backup_.string(), "--check", "--megabytes-per-second", "0.1"},
            .silent = true};
        killed += kill_by_chance(backing_up, std::chrono::microseconds(random() % 300'000)) ? 1 : 0;
        if (fs::exists(backup_)) {
            EXPECT_EQ(run_program({"--verify-store", backup_.string()}), 0);
        }
        make_templates(1);
    }
    EXPECT_GT(killed, 5);
    fs::remove(backup_);
    EXPECT_EQ(back_up().status, 0);
    daemon_.kill_hard();
    daemon_.start();
    EXPECT_EQ(daemon_.client().query(ListTemplates{})->result.total, static_cast<std::uint64_t>(made_));
}

TEST_F(StoreBackupTest, ARestorationThatIsKilledIsMadeAgain) {
    make_templates(10);
    ASSERT_EQ(back_up().status, 0);
    make_templates(1);
    EXPECT_EQ(daemon_.stop(), 0);
    const auto kept = daemon_.directory() / "kept";
    fs::create_directory(kept);
    for (const auto* end : {"", ".head"}) fs::copy_file(store_.string() + end, kept / fs::path("x" + std::string(end)));
    std::mt19937 random{6};
    int killed = 0;
    for (int round = 0; round < 25; ++round) {
        lose_store();
        for (const auto* end : {"", ".head"})
            fs::copy_file(kept / fs::path("x" + std::string(end)), store_.string() + end,
                          fs::copy_options::overwrite_existing);
        const auto restoring = daemon_program({"--restore", backup_.string(), "--move-aside"});
        killed += kill_by_chance(restoring, std::chrono::microseconds(random() % 120'000)) ? 1 : 0;
        // Where there is no store, a start is refused, and makes none.
        if (!fs::exists(store_)) {
            EXPECT_EQ(run_program({}), 1);
            EXPECT_FALSE(fs::exists(store_));
        }
        EXPECT_EQ(run_program({"--restore", backup_.string(), "--move-aside"}), 0);
        EXPECT_EQ(run_program({"--verify-store", store_.string()}), 0);
    }
    EXPECT_GT(killed, 5);
    daemon_.start();
    EXPECT_EQ(daemon_.client().query(ListTemplates{})->result.total, 10U);
}

}  // namespace
}  // namespace hf::system_test
