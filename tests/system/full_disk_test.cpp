// A disk that fills up under the daemon: commands are refused in time and taken again, and a start waits for room.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "adapters/system/file_system_room.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

// The store's disk is a file system of 64 MiB, of which 8 are the reserve; the machines are elsewhere.
class FullDisk : public ::testing::Test {
protected:
    void SetUp() override {
        if (::mount("none", disk_.path().c_str(), "tmpfs", 0, "size=64m") != 0)
            GTEST_SKIP() << "only root may mount the file system that this test fills up";
        mounted_ = true;
        daemon_.emplace(RunningDaemon::Options{.store = "snapshot_events: 20, min_free_bytes: 8388608",
                                               .store_directory = disk_.path().string()});
    }
    void TearDown() override {
        daemon_.reset();
        if (mounted_) ::umount2(disk_.path().c_str(), MNT_DETACH);
    }

    // Takes all room of the disk but this.
    void leave(std::uint64_t bytes) {
        make_room();
        const FileSystemRoom room(disk_.path());
        std::ofstream ballast(disk_ / "ballast", std::ios::binary);
        const std::string block(4096, 'x');
        while (room.free_bytes() > bytes && ballast.write(block.data(), 4096).flush()) {
        }
    }
    void make_room() const { std::filesystem::remove(disk_ / "ballast"); }

    [[nodiscard]] std::uint64_t counted(std::string_view what) const {
        auto client = daemon_->client();
        const auto status = client.query(GetStatus{});
        if (!status) return 0;
        const auto& store = status->result.counters.at("store");
        const auto found = store.find(what);
        return found == store.end() ? 0 : found->second;
    }
    bool says(const std::string& words) {
        return eventually([&] { return daemon_->log().find(words) != std::string::npos; });
    }

    testing::TemporaryDirectory disk_;
    std::optional<RunningDaemon> daemon_;
    bool mounted_ = false;
};

TEST_F(FullDisk, HasCommandsRefusedInTimeAndTakenAgain) {
    auto client = daemon_->client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto running = request_machines(client, "small", 2);
    const auto short_lived = request_machines(client, "small", 1);
    EXPECT_EQ(end_of(client, running), RequestStatus::complete);
    EXPECT_EQ(end_of(client, short_lived), RequestStatus::complete);
    EXPECT_GT(counted("free_bytes"), 8 * mib);

    leave(4 * mib);
    ASSERT_TRUE(eventually([&] { return counted("short_of_room") == 1; }));
    auto hasty = daemon_->client(3s);
    const auto refused = hasty.command(template_called("late"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::busy);
    EXPECT_THAT(refused.error().error.message, HasSubstr("store.min_free_bytes is 8 MiB"));
    EXPECT_GE(counted("refused_for_room"), 1U);
    // What ends costs is still taken.
    ReturnMachines given_back;
    given_back.request_id = short_lived;
    EXPECT_TRUE(hasty.command(given_back));
    EXPECT_TRUE(eventually([&] { return live_machines(client) == 2; }));
    // What the daemon has to record goes on.
    for (const auto keeper : daemon_->machines()) ::kill(keeper, SIGKILL);
    EXPECT_TRUE(eventually([&] { return live_machines(client) == 0; }));

    make_room();
    EXPECT_TRUE(client.command(template_called("late"))) << "without a restart";
    EXPECT_EQ(counted("short_of_room"), 0U);
    EXPECT_EQ(daemon_->stop(), 0);
}

TEST_F(FullDisk, EndsTheDaemonWhichWaitsForRoomAndGoesOn) {
    auto client = daemon_->client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto running = request_machines(client, "small", 2);
    EXPECT_EQ(end_of(client, running), RequestStatus::complete);
    daemon_->kill_hard();
    leave(0);
    daemon_->spawn();
    ASSERT_TRUE(says("a start needs 2 MiB: it waits for room"));
    EXPECT_TRUE(daemon_->running());
    EXPECT_EQ(daemon_->stop(), 0) << "it may be stopped meanwhile";

    daemon_->spawn();
    make_room();
    auto again = daemon_->client();
    const auto status = again.query(GetStatus{});
    ASSERT_TRUE(status) << status.error().error.message;
    EXPECT_EQ(live_machines(again), 2U);
    return_everything(again);
    EXPECT_EQ(daemon_->stop(), 0);
}

}  // namespace
}  // namespace hf::system_test
