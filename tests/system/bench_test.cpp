// hostfactoryctl bench against the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "ctl/measuring/bench_template.hpp"
#include "tests/system/support/ctl_process.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Bench : public ::testing::Test {
protected:
    // What somebody sees of the site: nothing of it may be other than before.
    std::string seen(const RunningDaemon& daemon) {
        std::string all;
        for (const auto& words :
             std::vector<std::vector<std::string>>{{"template", "list", "--no-active-only", "-o", "json"},
                                                   {"request", "list", "-o", "json"},
                                                   {"machine", "list", "-o", "json"}}) {
            const auto shown = ctl(daemon, words);
            EXPECT_EQ(shown.status, 0) << shown.errors;
            all += shown.output;
        }
        return all;
    }
    static Position head(Client& client) { return client.query(GetStatus{})->result.position; }
};

TEST_F(Bench, MeasuresAndChangesNothing) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto before = seen(daemon);
    const auto position = head(client);

    const auto measured = ctl(daemon, {"bench", "--seconds", "2"});
    ASSERT_EQ(measured.status, 0) << measured.errors;
    EXPECT_THAT(measured.output, HasSubstr("durable commands, 1 in flight"));
    EXPECT_THAT(measured.output, HasSubstr("event on the feed"));
    EXPECT_THAT(measured.output, HasSubstr("the disk's own sync"));
    EXPECT_THAT(measured.output, HasSubstr("bounds this site"));
    EXPECT_EQ(seen(daemon), before);
    EXPECT_LE(head(client) - position, 102U) << "a template's creation, its changes and its end";
    EXPECT_TRUE(daemon.machines().empty());
}

TEST_F(Bench, TellsPrograms) {
    RunningDaemon daemon;
    const auto measured = ctl(daemon, {"bench", "--seconds", "1", "-o", "json"});
    ASSERT_EQ(measured.status, 0) << measured.errors;
    for (const auto* field : {"one_command", "commands", "queries", "feed_delay", "disk_sync", "verdict", "p99_us"})
        EXPECT_THAT(measured.output, HasSubstr(fmt::format("\"{}\"", field)));
    EXPECT_THAT(measured.output, HasSubstr(daemon.directory().string()));
    EXPECT_EQ(measured.errors, "") << "progress is for terminals";
}

TEST_F(Bench, SaysWhatItCannotMeasure) {
    RunningDaemon daemon;
    const auto measured = ctl(daemon, {"bench", "--seconds", "1", "--directory", "/nowhere"});
    ASSERT_EQ(measured.status, 0) << measured.errors;
    EXPECT_THAT(measured.output, HasSubstr("no file can be written in /nowhere"));
    EXPECT_THAT(measured.output, HasSubstr("not known without the disk's own sync"));
}

TEST_F(Bench, RefusesToPushOutOutcomes) {
    RunningDaemon daemon({.settings = "limits: { remembered_commands: 2000 }\n"});
    auto client = daemon.client();
    const auto position = head(client);
    const auto refused = ctl(daemon, {"bench", "--although-full"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.errors, HasSubstr("limits.remembered_commands"));
    EXPECT_EQ(head(client), position);
}

TEST_F(Bench, CleansUpWhenInterrupted) {
    RunningDaemon daemon;
    auto client = daemon.client();
    const auto position = head(client);
    CtlProcess bench(daemon, {"bench", "--seconds", "60"}, CtlProcess::Terminal::yes);
    ASSERT_TRUE(eventually([&] { return head(client) > position + 1; })) << bench.output();
    EXPECT_THAT(bench.output(), HasSubstr("measuring"));
    EXPECT_EQ(bench.interrupt(), 128 + SIGINT);
    const auto gone = client.query(GetTemplate{{ctl::BenchTemplate::id}});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().error.code, Code::template_not_found);
    EXPECT_THAT(bench.output(), Not(HasSubstr("MEASURED")));
}

}  // namespace
}  // namespace hf::system_test
