#include "exporter/metrics.hpp"

#include <gmock/gmock.h>

#include "tests/unit/exporter/story.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;
using namespace hf::testing;
using ::testing::HasSubstr;
using ::testing::Not;

const std::optional<DaemonAnswer> no_answer;
const std::string history = "store-1";

BoardStatus live_at(Position position) {
    BoardStatus standing;
    standing.position = standing.head = position;
    standing.up = standing.ready = standing.complete = true;
    return standing;
}

std::string text_of(const FleetView& view, const BoardStatus& standing,
                    const std::optional<DaemonAnswer>& daemon = no_answer) {
    return as_text(metrics_of({view, daemon, history, standing}));
}

Story a_story() {
    Story story;
    story.tell({provider_registered(), request_created("req-1", 2), request_started("req-1"),
                launch_requested("req-1", 2), machine_launched("req-1", "m-1"), launch_failed("req-1", 2, 1)});
    story.at(4s).tell(machine_started("req-1", "m-1"));
    return story;
}

TEST(Metrics, TellWhatTheEventsTold) {
    const auto story = a_story();
    const auto text = text_of(story.view(), live_at(story.position()));
    for (const auto* line : {
             "# TYPE hostfactory_requests_open gauge\n",
             "hostfactory_requests_open{type=\"acquire\",status=\"in_progress\"} 1\n",
             "hostfactory_requests_created_total{type=\"acquire\"} 1\n",
             "hostfactory_requests_ended_total{type=\"acquire\",status=\"complete\"} 0\n",
             "hostfactory_machines{template=\"small\",provider=\"local\",status=\"running\",price_type=\"ondemand\"} "
             "1\n",
             "hostfactory_launch_failures_total{provider=\"local\",reason=\"no_capacity\"} 1\n",
             "# TYPE hostfactory_request_time_to_first_machine_seconds histogram\n",
             "hostfactory_request_time_to_first_machine_seconds_bucket{provider=\"local\",le=\"2.5\"} 0\n",
             "hostfactory_request_time_to_first_machine_seconds_bucket{provider=\"local\",le=\"5\"} 1\n",
             "hostfactory_request_time_to_first_machine_seconds_bucket{provider=\"local\",le=\"+Inf\"} 1\n",
             "hostfactory_request_time_to_first_machine_seconds_sum{provider=\"local\"} 4\n",
             "hostfactory_feed_position 7\n",
             "hostfactory_feed_live 1\n",
         })
        EXPECT_THAT(text, HasSubstr(line));
}

// Otherwise a restart would look like a flood of new requests.
TEST(Metrics, TellNothingOfEventsBeforeTheyAreComplete) {
    const auto story = a_story();
    auto standing = live_at(story.position());
    standing.ready = standing.complete = false;
    standing.head += 100;
    standing.behind = 100;
    const auto text = text_of(story.view(), standing);
    EXPECT_THAT(text, Not(HasSubstr("hostfactory_requests")));
    EXPECT_THAT(text, Not(HasSubstr("hostfactory_launch")));
    EXPECT_THAT(text, HasSubstr("hostfactory_feed_lag_events 100\n"));
    EXPECT_THAT(text, HasSubstr("hostfactory_feed_live 0\n"));
}

TEST(Metrics, TellWhatTheDaemonSaysOfItselfWhileItAnswers) {
    std::optional<DaemonAnswer> daemon(std::in_place);
    daemon->status.version = "1.2.3";
    daemon->status.store_id = "store-1";
    auto& create = daemon->statistics.commands["CreateRequest"];
    create.count = 5;
    create.refused = 2;
    create.latency = {100, 200, 300, 400};
    daemon->statistics.queues.commands_waiting = 7;
    daemon->status.counters["store"] = {{"damaged_reads", 3}, {"damaged_rows", 2}};
    const Story story;
    auto standing = live_at(0);
    auto text = text_of(story.view(), standing, daemon);
    EXPECT_THAT(text, HasSubstr("hostfactory_commands_total{type=\"CreateRequest\"} 5\n"));
    EXPECT_THAT(text, HasSubstr("hostfactory_commands_refused_total{type=\"CreateRequest\"} 2\n"));
    EXPECT_THAT(text,
                HasSubstr("hostfactory_command_latency_seconds{type=\"CreateRequest\",statistic=\"p99\"} 0.0003"));
    EXPECT_THAT(text, HasSubstr("hostfactory_commands_waiting 7\n"));
    EXPECT_THAT(text, HasSubstr("hostfactory_store_damaged_reads_total 3\n"));
    EXPECT_THAT(text, HasSubstr("hostfactory_store_damaged_rows 2\n"));
    EXPECT_THAT(text, HasSubstr("hostfactory_daemon_info{version=\"1.2.3\",store_id=\"store-1\"} 1\n"));
    standing.up = false;
    text = text_of(story.view(), standing, daemon);
    EXPECT_THAT(text, HasSubstr("hostfactory_up 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("hostfactory_commands_total")));
}

TEST(Metrics, TellOfTheStoresDiskWhatTheDaemonKnows) {
    std::optional<DaemonAnswer> daemon(std::in_place);
    auto& store = daemon->status.counters["store"];
    store = {{"free_bytes", 1'000'000}, {"min_free_bytes", 2'000'000}, {"short_of_room", 1},
             {"refused_for_room", 12},  {"log_bytes", 4096},           {"oldest_reader_s", 90}};
    auto text = text_of(Story().view(), live_at(0), daemon);
    for (const auto* line : {"hostfactory_store_free_bytes 1000000\n", "hostfactory_store_min_free_bytes 2000000\n",
                             "hostfactory_store_short_of_room 1\n", "hostfactory_store_refused_commands_total 12\n",
                             "hostfactory_store_log_bytes 4096\n", "hostfactory_store_oldest_reader_seconds 90\n"})
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(text, Not(HasSubstr("last_backup"))) << "there never was one";
    store["last_backup_s"] = 1'700'000'000;
    EXPECT_THAT(text_of(Story().view(), live_at(0), daemon),
                HasSubstr("hostfactory_store_last_backup_timestamp_seconds 1700000000\n"));
    store.clear();
    EXPECT_THAT(text_of(Story().view(), live_at(0), daemon), Not(HasSubstr("hostfactory_store_free_bytes")))
        << "an older daemon says nothing of it";
}

TEST(Metrics, WriteAnyBytesOfALabelAsOneLabel) {
    std::optional<DaemonAnswer> daemon(std::in_place);
    daemon->status.version = "a\"} 1\nfaked_total 9\n\\\xff";
    const auto text = text_of(Story().view(), live_at(0), daemon);
    EXPECT_THAT(text, HasSubstr("{version=\"a\\\"} 1\\nfaked_total 9\\n\\\\\xEF\xBF\xBD\","));
    EXPECT_THAT(text, Not(HasSubstr("\nfaked_total")));
}

TEST(Metrics, TellOfRecoveredEventsWhereTheLibraryDoes) {
    auto standing = live_at(0);
    EXPECT_THAT(text_of(Story().view(), standing), Not(HasSubstr("hostfactory_feed_recovered_events_total")));
    standing.recovered = 12;
    EXPECT_THAT(text_of(Story().view(), standing), HasSubstr("hostfactory_feed_recovered_events_total 12\n"));
}

}  // namespace
}  // namespace hf::exporter
