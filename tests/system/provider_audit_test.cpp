// hostfactoryctl provider audit, with machines that are processes: a restored store does not know
// the machines that were launched since the backup.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "ctl/cell.hpp"
#include "ctl/value_text.hpp"
#include "tests/system/support/ctl_process.hpp"

namespace hf::system_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Look at the machines once, and then no more for as long as the test takes.
RunningDaemon::Options with_orphans(const std::string& policy) {
    RunningDaemon::Options options;
    options.lane = "calls_per_second: 1000, poll_ms: 3600000, grace_s: 2, orphans: " + policy;
    options.store = "snapshot_events: 0";
    return options;
}

// Copies the store as an administrator would, while the daemon is stopped.
void copy_store(const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    for (const auto& file : fs::directory_iterator(from))
        if (file.path().filename().string().starts_with("hostfactory.db"))
            fs::copy_file(file.path(), to / file.path().filename(), fs::copy_options::overwrite_existing);
}
void remove_store(const fs::path& from) {
    for (const auto& file : fs::directory_iterator(from))
        if (file.path().filename().string().starts_with("hostfactory.db")) fs::remove(file.path());
}

// True after the first sweep, the launch, and the first look.
bool has_looked(Client& client) {
    return eventually([&] { return client.query(GetStatistics{})->result.providers["local"].calls >= 3; });
}

TEST(ProviderAudit, TellsOrphansAndLossesAndItsExitStatus) {
    RunningDaemon daemon(with_orphans("report"));
    {
        auto client = daemon.client();
        ASSERT_TRUE(client.command(template_called("small")));
    }
    ASSERT_EQ(daemon.stop(), 0);
    const auto backup = daemon.directory() / "backup";
    copy_store(daemon.directory(), backup);
    daemon.start();
    {
        auto client = daemon.client();
        EXPECT_EQ(end_of(client, request_machines(client, "small", 2)), RequestStatus::complete);
    }
    ASSERT_EQ(daemon.stop(), 0);
    remove_store(daemon.directory());
    copy_store(backup, daemon.directory());
    daemon.start();

    auto client = daemon.client();
    // Where the file system tells a copy from its original, the store is in quarantine.
    if (client.query(GetStatus{})->result.quarantined_since) {
        ASSERT_TRUE(client.command(ResumeSite{{}, true}));
    }
    EXPECT_EQ(end_of(client, request_machines(client, "small", 1)), RequestStatus::complete);
    ASSERT_TRUE(has_looked(client));
    ListMachines live;
    live.live_only = true;
    const auto known = client.query(live)->result.items;
    ASSERT_EQ(known.size(), 1U);
    ASSERT_EQ(daemon.machines().size(), 3U);
    const auto lost = known.front().spec.machine_id.value;
    for (const auto pid : processes_with(lost)) ::kill(pid, SIGKILL);
    ASSERT_TRUE(eventually([&] { return daemon.machines().size() == 2; }));

    const auto told = ctl(daemon, {"provider", "audit", "local"});
    EXPECT_EQ(told.status, 1) << told.errors;
    EXPECT_THAT(told.output, HasSubstr("loss    " + lost));
    EXPECT_THAT(told.output, HasSubstr("reported"));
    const auto json = ctl(daemon, {"provider", "audit", "local", "-o", "json"});
    const auto report = hf::ctl::value_from_text(json.output);
    EXPECT_EQ(hf::ctl::member(report, "orphan_count").as_integer(), 2);
    EXPECT_EQ(hf::ctl::member(report, "loss_count").as_integer(), 1);
    EXPECT_EQ(daemon.machines().size(), 2U) << "they were reported, and left alone";
    EXPECT_EQ(ctl(daemon, {"provider", "audit", "locl"}).status, 6);
}

TEST(ProviderAudit, IsCleanWhereNothingDiffers) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(end_of(client, request_machines(client, "small", 1)), RequestStatus::complete);
    const auto told = ctl(daemon, {"provider", "audit", "local"});
    EXPECT_EQ(told.status, 0) << told.output << told.errors;
    EXPECT_EQ(told.output, "no orphans, no losses\n");
    const auto audited = ctl(daemon, {"provider", "audited", "local"});
    EXPECT_EQ(audited.status, 0) << audited.errors;
    return_everything(client);
}

}  // namespace
}  // namespace hf::system_test
