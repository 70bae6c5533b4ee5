// A store that was copied or restored ends no machine of production's: its daemon starts in quarantine, until
// hostfactoryctl site resume.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/places.hpp"
#include "tests/system/support/accepted_loss.hpp"
#include "tests/system/support/ctl_process.hpp"

namespace hf::system_test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What is started from now on is on a host of another id. The real host's id stays as it is.
class FakedHost {
public:
    explicit FakedHost(const std::string& id) {
        become(id);
        ::setenv("HOSTFACTORY_MACHINE_ID_FILE", file_.c_str(), 1);
    }
    ~FakedHost() { ::unsetenv("HOSTFACTORY_MACHINE_ID_FILE"); }
    FakedHost(const FakedHost&) = delete;
    FakedHost& operator=(const FakedHost&) = delete;

    void become(const std::string& id) const { std::ofstream(file_) << id << '\n'; }

private:
    testing::TemporaryDirectory directory_;
    const fs::path file_ = directory_ / "machine-id";
};

class MovedStore : public ::testing::Test {
protected:
    MovedStore() {
        auto client = daemon_.client();
        EXPECT_TRUE(client.command(template_called("small")));
    }
    void run(std::uint32_t machines) {
        auto client = daemon_.client();
        EXPECT_EQ(end_of(client, request_machines(client, "small", machines)), RequestStatus::complete);
    }
    StatusReport status() { return daemon_.client().query(GetStatus{})->result; }
    void copy_store(const fs::path& from, const fs::path& to) {
        fs::create_directories(to);
        for (const auto& file : fs::directory_iterator(from))
            if (file.path().filename().string().starts_with("hostfactory.db"))
                fs::copy_file(file.path(), to / file.path().filename(), fs::copy_options::overwrite_existing);
    }
    bool wait_until_compared() {
        return eventually([&] {
            const auto report = daemon_.client().query(GetQuarantine{})->result;
            return !report.providers.empty() && report.providers.front().compared;
        });
    }
    // A start with --moved, until it answers.
    void start_moved() {
        const auto program = testing::built("hostfactoryd");
        const auto file = daemon_.configuration_file().string();
        const auto log = (daemon_.directory() / "log").string();
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            if (!std::freopen(log.c_str(), "a", stderr)) ::_exit(126);
            ::execl(program.c_str(), program.c_str(), "--config", file.c_str(), "--moved", nullptr);
            ::_exit(127);
        }
        EXPECT_FALSE(status().quarantined_since);
        ::kill(child, SIGTERM);
        int ended = 0;
        ASSERT_EQ(::waitpid(child, &ended, 0), child);
        EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    }

    FakedHost host_{"alpha"};
    RunningDaemon daemon_{{.store = "snapshot_events: 0"}};
};

// All events of a young store are in its log, its providers among them.
TEST_F(MovedStore, AStoreThatHasLostAllItsEventsEndsNoMachine) {
    run(2);
    daemon_.kill_hard();
    ASSERT_TRUE(fs::remove((daemon_.directory() / "hostfactory.db").string() + "-wal"));
    accept_loss(daemon_);
    daemon_.start();
    EXPECT_EQ(status().quarantine_reason, "has lost events that were acknowledged (--accept-loss)");
    ASSERT_TRUE(wait_until_compared());
    EXPECT_EQ(daemon_.client().query(GetQuarantine{})->result.providers.front().unrecorded, 2U);
    EXPECT_EQ(daemon_.machines().size(), 2U);
    EXPECT_EQ(ctl(daemon_, {"site", "resume", "--yes"}).status, 0);
    ASSERT_EQ(ctl(daemon_, {"provider", "audit", "local"}).status, 1);
    EXPECT_TRUE(eventually([&] { return daemon_.machines().empty(); }));
}

// Yesterday's store in the place of today's.
TEST_F(MovedStore, ARestoredStoreEndsNoMachineUntilItIsResumed) {
    ASSERT_EQ(daemon_.stop(), 0);
    const auto backup = daemon_.directory() / "backup";
    copy_store(daemon_.directory(), backup);
    daemon_.start();
    run(3);
    ASSERT_EQ(daemon_.stop(), 0);
    copy_store(backup, daemon_.directory());
    for (const auto* left : {"-wal", "-shm"}) fs::remove((daemon_.directory() / "hostfactory.db").string() + left);
    std::ofstream((daemon_.directory() / "hostfactory.db").string() + ".restored").close();
    daemon_.start();

    EXPECT_EQ(status().quarantine_reason, "was restored from a backup");
    ASSERT_TRUE(wait_until_compared());
    auto client = daemon_.client();
    const auto refused = client.command(CreateRequest{{"small"}, 1, {}, 0, {}, {}, {}, {}, false});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::invalid_state);
    EXPECT_EQ(daemon_.machines().size(), 3U);

    const auto unasked = ctl(daemon_, {"site", "resume"});
    EXPECT_NE(unasked.status, 0);
    EXPECT_THAT(unasked.output, AllOf(HasSubstr("3 machines are there and not recorded"), HasSubstr("TERMINATED")));
    EXPECT_TRUE(status().quarantined_since);
    EXPECT_EQ(daemon_.machines().size(), 3U);

    const auto resumed = ctl(daemon_, {"site", "resume", "--yes", "--reason", "the new ones are not needed"});
    EXPECT_EQ(resumed.status, 0) << resumed.errors;
    EXPECT_FALSE(status().quarantined_since);
    EXPECT_EQ(ctl(daemon_, {"site", "resume", "--yes"}).status, 1);
    ASSERT_EQ(ctl(daemon_, {"provider", "audit", "local"}).status, 1);
    EXPECT_TRUE(eventually([&] { return daemon_.machines().empty(); }));
    return_everything(client);
}

TEST_F(MovedStore, OnAnotherHostItIsInQuarantineAndStaysSoOverRestarts) {
    run(2);
    ASSERT_EQ(daemon_.stop(), 0);
    host_.become("beta");
    daemon_.start();
    EXPECT_THAT(status().quarantine_reason, HasSubstr("was at work on"));
    EXPECT_THAT(daemon_.log(), HasSubstr("the site is in quarantine"));
    daemon_.kill_hard();
    daemon_.start();
    EXPECT_TRUE(status().quarantined_since);
    EXPECT_EQ(daemon_.machines().size(), 2U);
    ASSERT_EQ(daemon_.stop(), 0);
    start_moved();
    daemon_.start();
    EXPECT_FALSE(status().quarantined_since);
    auto client = daemon_.client();
    return_everything(client);
}

TEST_F(MovedStore, ARestartOnTheSameHostIsNoMove) {
    for (int i = 0; i < 2; ++i) {
        daemon_.kill_hard();
        daemon_.start();
        EXPECT_THAT(status().quarantine_reason, IsEmpty());
    }
    EXPECT_EQ(daemon_.stop(), 0);
    daemon_.start();
    EXPECT_FALSE(status().quarantined_since);
    EXPECT_THAT(daemon_.log(), Not(HasSubstr("quarantine")));
}

TEST_F(MovedStore, AHostThatCannotBeNamedIsNoOtherHost) {
    ASSERT_EQ(daemon_.stop(), 0);
    host_.become("");
    daemon_.start();
    EXPECT_FALSE(status().quarantined_since);
}

}  // namespace
}  // namespace hf::system_test
