// GetStatistics, through the sockets of the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

TEST(Statistics, TellWhatTheDaemonHasDone) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(end_of(client, request_machines(client, "small", 2)), RequestStatus::complete);
    EXPECT_FALSE(client.command(DeleteTemplate{TemplateId{"nowhere"}, ""}));
    EXPECT_FALSE(client.command("CreateRequest", Encoded{"\x80"}));
    EXPECT_FALSE(client.command("Nonsense", Encoded{"\x80"}));
    EXPECT_FALSE(client.query(GetTemplate{TemplateId{"nowhere"}}));
    const auto head = client.query(GetStatus{})->position;

    // Threads other than the one that answers count these: the feed's, and those of the provider.
    auto answer = client.query(GetStatistics{});
    ASSERT_TRUE(eventually([&] {
        answer = client.query(GetStatistics{});
        return answer && answer->result.feed.events >= head && answer->result.queues.commands_in_flight == 0 &&
               answer->result.providers.at("local").machines_watched == 2;
    }));
    EXPECT_GE(answer->position, head);
    const auto& told = answer->result;
    EXPECT_EQ(told.commands.at("CreateTemplate").count, 1U);
    EXPECT_EQ(told.commands.at("CreateTemplate").refused, 0U);
    EXPECT_EQ(told.commands.at("CreateRequest").count, 2U);
    EXPECT_EQ(told.commands.at("CreateRequest").refused, 1U);
    EXPECT_EQ(told.commands.at("DeleteTemplate").refused, 1U);
    EXPECT_EQ(told.commands.at("unknown").refused, 1U);
    EXPECT_EQ(told.commands.count("ReturnMachines"), 0U);
    for (const auto& [type, figures] : told.commands) {
        EXPECT_GT(figures.latency.p50_us, 0.0) << type;
        EXPECT_GE(figures.latency.p99_us, figures.latency.p50_us) << type;
        EXPECT_GE(figures.latency.max_us, figures.latency.p99_us) << type;
    }
    EXPECT_EQ(told.queries.at("GetTemplate").refused, 1U);
    EXPECT_GE(told.queries.at("GetRequest").count, 1U);
    EXPECT_GT(told.queries.at("GetStatus").latency.max_us, 0.0);

    EXPECT_EQ(told.queues.commands_in_flight, 0U);
    EXPECT_EQ(told.queues.commands_waiting, 0U);
    EXPECT_GE(told.commits.events, head);
    EXPECT_GE(told.commits.batches, 3U);
    EXPECT_GT(told.commits.events_per_batch, 0.0);
    EXPECT_GT(told.commits.sync.p50_us, 0.0);
    EXPECT_GE(told.feed.events, head);
    EXPECT_EQ(told.feed.failed, 0U);
    EXPECT_GE(told.providers.at("local").calls, 1U);
    EXPECT_EQ(told.providers.at("local").machines_watched, 2U);
    EXPECT_EQ(told.event_handlers.failed, 0U);
    EXPECT_FALSE(told.audit);
    EXPECT_LT(told.uptime_s, 600U);
}

// Failures of requests are logged with their correlation id.
TEST(Statistics, CountTheReactionsToEvents) {
    RunningDaemon daemon;
    auto client = daemon.client();
    auto broken = template_called("broken");
    broken.spec.configuration["command"] = Value(ValueList{"/no/such/program"});
    ASSERT_TRUE(client.command(broken));
    CreateRequest command;
    command.template_id = TemplateId{"broken"};
    command.machine_count = 1;
    CallOptions as_job;
    as_job.correlation_id = "job-4711";
    const auto accepted = client.command(command, as_job);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(end_of(client, accepted->result.request_id), RequestStatus::failed);
    ASSERT_TRUE(eventually([&] { return client.query(GetStatistics{})->result.event_handlers.handled >= 1; }));
    const auto line = fmt::format("request {} (correlation job-4711) has failed: ", accepted->result.request_id.value);
    EXPECT_TRUE(eventually([&] { return daemon.log().find(line) != std::string::npos; })) << daemon.log();
}

}  // namespace
}  // namespace hf::system_test
