// A client with a thousand commands in flight, and a daemon that is killed meanwhile.
#include "client/async_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <map>

#include "core/queries/read_events.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

constexpr int commands = 1000;

// The events of each command.
std::map<std::string, std::vector<RecordedEvent>> events_by_command(const RunningDaemon& daemon) {
    auto client = daemon.client();
    std::map<std::string, std::vector<RecordedEvent>> result;
    Position position = 0;
    while (true) {
        const auto read = client.query(ReadEvents{.after = position, .limit = 1000});
        if (!read) {
            ADD_FAILURE() << read.error().error.message;
            return result;
        }
        for (const auto& event : read->result.events) {
            position = event.position;
            result[event.command_id].push_back(event);
        }
        if (!read->result.has_more) return result;
    }
}

TEST(P2Once, AThousandCommandsInFlightWhenTheDaemonIsKilled) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    AsyncClient client(daemon.endpoints(), {.calls = {.timeout = patience, .patience = patience}});
    // The template and the position of its event, by command id.
    std::map<std::string, std::pair<std::string, Position>> acknowledged;
    int round = 0;
    int in_flight_when_killed = 0;
    constexpr int before_it_has_one = -1;
    for (const int answers_before_the_kill : {before_it_has_one, 0, 1, 300}) {
        ++round;
        std::atomic<int> answered = 0;
        std::atomic<int> repeated = 0;
        std::map<std::string, std::future<Replied<TemplateChanged>>> futures;
        // Stop the daemon, so that all commands are in flight before the first is answered.
        daemon.suspend();
        for (int i = 0; i < commands; ++i) {
            const auto id = fmt::format("t-{}-{}", round, i);
            const auto promise = std::make_shared<std::promise<Replied<TemplateChanged>>>();
            futures[id] = promise->get_future();
            client.send(template_called(id), [&, promise](const Called<TemplateChanged>& called) {
                ++answered;
                if (!called) return ADD_FAILURE() << called.error().error.message, void();
                if (called->duplicate) ++repeated;
                promise->set_value(*called);
            });
        }
        EXPECT_EQ(client.in_flight(), std::size_t{commands});
        if (answers_before_the_kill != before_it_has_one) daemon.resume();
        ASSERT_TRUE(eventually([&] { return answered >= answers_before_the_kill; }));
        daemon.kill_hard();
        const int before = answered;
        in_flight_when_killed += commands - before;
        daemon.start();
        ASSERT_TRUE(eventually([&] { return answered == commands; }));
        for (auto& [id, future] : futures) {
            const auto replied = future.get();
            acknowledged[replied.id] = {id, replied.position};
        }
        ::testing::Test::RecordProperty(fmt::format("round_{}_answered_before", round), before);
        ::testing::Test::RecordProperty(fmt::format("round_{}_answered_again", round), repeated);
    }

    EXPECT_GT(in_flight_when_killed, 0) << "all was answered before the daemon was killed";
    const auto events = events_by_command(daemon);
    EXPECT_EQ(acknowledged.size(), std::size_t{commands * 4});
    for (const auto& [command, effect] : acknowledged) {
        const auto caused = events.find(command);
        ASSERT_NE(caused, events.end()) << effect.first << " was acknowledged and is lost";
        ASSERT_EQ(caused->second.size(), 1U) << effect.first << " has more than one effect";
        EXPECT_EQ(caused->second[0].type, "TemplateCreated");
        EXPECT_EQ(caused->second[0].stream, effect.first);
        EXPECT_EQ(caused->second[0].position, effect.second);
    }
    std::size_t created = 0;
    for (const auto& [command, caused] : events)
        for (const auto& event : caused) created += event.type == "TemplateCreated" ? 1 : 0;
    EXPECT_EQ(created, std::size_t{commands * 4});
}

TEST(AsyncClient, ManyCommandsAndQueriesAtOnce) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    AsyncClient client(daemon.endpoints(), {.calls = {.timeout = patience}});
    std::vector<std::future<Called<TemplateChanged>>> made;
    for (int i = 0; i < commands; ++i) made.push_back(client.send(template_called(fmt::format("t-{}", i))));
    for (auto& each : made) ASSERT_TRUE(each.get());
    // P5: every acknowledged command's effect can be read.
    std::vector<std::future<Called<Template>>> read;
    for (int i = 0; i < commands; ++i) read.push_back(client.ask(GetTemplate{TemplateId{fmt::format("t-{}", i)}}));
    for (int i = 0; i < commands; ++i) {
        const auto called = read[static_cast<std::size_t>(i)].get();
        ASSERT_TRUE(called) << called.error().error.message;
        EXPECT_EQ(called->result.spec.template_id.value, fmt::format("t-{}", i));
    }
    auto again = client.send(template_called("t-0"));
    const auto refused = again.get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::already_exists);
}

}  // namespace
}  // namespace hf::system_test
