// The promises of the design, each by its name, on the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "client/subscriber.hpp"
#include "tests/support/places.hpp"
#include "tests/system/support/accepted_loss.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

std::vector<RecordedEvent> all_events(Client& client) {
    std::vector<RecordedEvent> events;
    ReadEvents query;
    query.limit = 10'000;
    while (true) {
        auto page = client.query(query);
        EXPECT_TRUE(page) << page.error().error.message;
        if (!page) return events;
        for (auto& event : page->result.events) events.push_back(std::move(event));
        if (!page->result.has_more) return events;
        query.after = events.back().position;
    }
}

TEST(P1Durable, WhatWasAcknowledgedIsThereAfterKillNine) {
    RunningDaemon daemon;
    auto client = daemon.client();
    for (int round = 0; round < 5; ++round) {
        const auto id = fmt::format("t{}", round);
        ASSERT_TRUE(client.command(template_called(id)));
        daemon.kill_hard();
        daemon.start();
        EXPECT_TRUE(client.query(GetTemplate{TemplateId{id}})) << id;
    }
}

TEST(P1Durable, TheReplyComesAfterTheEventsAreInTheFile) {
    RunningDaemon daemon;
    auto client = daemon.client();
    const auto created = client.command(template_called("small"));
    ASSERT_TRUE(created);
    daemon.kill_hard();
    const SqliteEventStore store({.path = daemon.directory() / "hostfactory.db"});
    EXPECT_GE(store.head(), created->position);
}

TEST(P2Once, ARepeatedCommandGetsTheFirstOutcomeAndCausesNothing) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    CreateRequest command;
    command.template_id = TemplateId{"small"};
    command.machine_count = 1;
    CallOptions same;
    same.id = "the-same-id";
    const auto first = client.command(command, same);
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->duplicate);

    const auto second = client.command(command, same);
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->duplicate);
    EXPECT_EQ(second->result.request_id, first->result.request_id);
    EXPECT_EQ(second->position, first->position);

    daemon.kill_hard();
    daemon.start();
    const auto third = client.command(command, same);
    ASSERT_TRUE(third);
    EXPECT_TRUE(third->duplicate);
    EXPECT_EQ(third->result.request_id, first->result.request_id);
    EXPECT_EQ(third->position, first->position);
    EXPECT_EQ(client.query(ListRequests{})->result.total, 1U);
}

TEST(P2Once, ARefusalIsAnOutcomeToo) {
    RunningDaemon daemon;
    auto client = daemon.client();
    CreateRequest command;
    command.template_id = TemplateId{"small"};
    command.machine_count = 1;
    CallOptions same;
    same.id = "refused";
    ASSERT_EQ(client.command(command, same).error().error.code, Code::template_not_found);
    ASSERT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(client.command(command, same).error().error.code, Code::template_not_found);
    daemon.kill_hard();
    daemon.start();
    EXPECT_EQ(client.command(command, same).error().error.code, Code::template_not_found);
    EXPECT_EQ(client.query(ListRequests{})->result.total, 0U);
}

TEST(P2Once, ManyClientsWithOneIdMakeOneRequest) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    std::vector<std::thread> threads;
    std::vector<RequestId> ids(8);
    for (std::size_t i = 0; i < ids.size(); ++i)
        threads.emplace_back([&, i] {
            auto own = daemon.client();
            CreateRequest command;
            command.template_id = TemplateId{"small"};
            command.machine_count = 1;
            CallOptions same;
            same.id = "all-the-same";
            const auto reply = own.command(command, same);
            if (reply) ids[i] = reply->result.request_id;
        });
    for (auto& thread : threads) thread.join();
    for (const auto& id : ids) EXPECT_EQ(id, ids[0]);
    EXPECT_FALSE(ids[0].empty());
    EXPECT_EQ(client.query(ListRequests{})->result.total, 1U);
}

TEST(P3OneOrder, PositionsHaveNoGapsAndTheFeedHasTheStoresOrderAlsoAcrossRestarts) {
    RunningDaemon daemon;
    auto client = daemon.client();
    std::vector<RecordedEvent> heard;
    {
        Subscriber feed(daemon.endpoints());
        ASSERT_TRUE(client.command(template_called("small")));
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&daemon] {
                auto own = daemon.client();
                for (int n = 0; n < 5; ++n) request_machines(own, "small", 2);
            });
        for (auto& thread : threads) thread.join();
        ASSERT_TRUE(eventually([&] { return client.query(GetStatus{})->result.requests.at("complete") == 20; }));
        daemon.kill_hard();
        daemon.start();
        return_everything(client);
        const auto head = client.query(GetStatus{})->result.position;
        ASSERT_TRUE(eventually([&] {
            auto event = feed.next(200ms);
            while (event && *event) {
                heard.push_back(**event);
                event = feed.next(200ms);
            }
            return feed.position() >= head;
        }));
    }
    const auto stored = all_events(client);
    ASSERT_GE(stored.size(), heard.size());
    std::map<Category, std::uint64_t> in_category;
    std::map<std::pair<Category, std::string>, Version> in_stream;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto& event = stored[i];
        ASSERT_EQ(event.position, i + 1);
        ASSERT_EQ(event.category_position, ++in_category[event.category]);
        ASSERT_EQ(event.stream_version, (++in_stream[{event.category, event.stream}]));
        if (i < heard.size()) {
            ASSERT_EQ(heard[i], event);
        }
    }
}

TEST(P4QueriesArePure, AskingChangesNothing) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto id = request_machines(client, "small", 2);
    ASSERT_EQ(end_of(client, id), RequestStatus::complete);
    const auto before = client.query(GetStatus{})->result;
    for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(client.query(GetRequestStatus{id, {}, true}));
        EXPECT_TRUE(client.query(ListRequests{}));
        EXPECT_TRUE(client.query(ListMachines{}));
        EXPECT_TRUE(client.query(ListTemplates{}));
        EXPECT_TRUE(client.query(ListProviders{}));
        EXPECT_TRUE(client.query(ReadEvents{}));
    }
    EXPECT_EQ(client.query(GetStatus{})->result.position, before.position);
}

TEST(P4QueriesArePure, TheyAreAnsweredWhileTheProviderIsNot) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto id = request_machines(client, "small", 1);
    ASSERT_EQ(end_of(client, id), RequestStatus::complete);
    std::filesystem::rename(daemon.machines_directory(), daemon.directory() / "away");
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(client.query(GetRequestStatus{id, {}, true}));
    std::filesystem::remove_all(daemon.machines_directory());
    std::filesystem::rename(daemon.directory() / "away", daemon.machines_directory());
}

TEST(P5ReadYourWrites, WhenTheReplyIsThereEveryQuerySeesIt) {
    RunningDaemon daemon;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&daemon, i] {
            auto client = daemon.client();
            for (int n = 0; n < 50; ++n) {
                const TemplateId id{fmt::format("t{}-{}", i, n)};
                const auto created = client.command(template_called(id.value));
                ASSERT_TRUE(created);
                const auto shown = client.query(GetTemplate{id});
                ASSERT_TRUE(shown) << id.value;
                ASSERT_GE(shown->position, created->position);
            }
        });
    for (auto& thread : threads) thread.join();
}

TEST(P9Rebuildable, ARestartGivesTheSameAnswersFieldByField) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(end_of(client, request_machines(client, "small", 2)), RequestStatus::complete);
    return_everything(client);
    const auto answers = [&] {
        std::vector<std::string> bytes;
        const auto add = [&](std::string_view type) {
            const auto reply = client.query(type, Encoded{"\x80"});
            EXPECT_TRUE(reply);
            bytes.push_back(reply ? reply->result.msgpack : "");
        };
        for (const auto* type : {"ListRequests", "ListMachines", "ListTemplates", "ListProviders"}) add(type);
        return bytes;
    };
    const auto before = answers();
    EXPECT_EQ(daemon.stop(), 0);
    daemon.start();
    EXPECT_EQ(answers(), before);
    daemon.kill_hard();
    daemon.start();
    EXPECT_EQ(answers(), before);
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr(", 0 of them after the snapshot,"));

    const auto snapshot = daemon.directory() / "hostfactory.db.snapshot";
    EXPECT_EQ(daemon.stop(), 0);
    ASSERT_TRUE(std::filesystem::remove(snapshot));
    daemon.start();
    EXPECT_EQ(answers(), before);

    EXPECT_EQ(daemon.stop(), 0);
    std::fstream(snapshot, std::ios::in | std::ios::out | std::ios::binary).seekp(5000) << std::string(20'000, 'x');
    daemon.start();
    EXPECT_EQ(answers(), before);
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr("the snapshot is not used"));
}

TEST(P9Rebuildable, ASnapshotOfAnotherStoreIsNotUsed) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto store = daemon.directory() / "hostfactory.db";
    EXPECT_EQ(daemon.stop(), 0);
    std::filesystem::copy_file(store, store.string() + ".backup");
    daemon.start();
    ASSERT_TRUE(client.command(template_called("large")));
    EXPECT_EQ(daemon.stop(), 0);
    // The snapshot contains the template "large", which the backup does not.
    std::filesystem::rename(store.string() + ".backup", store);
    std::filesystem::remove(store.string() + ".head");
    daemon.spawn();
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr("and its snapshot at event"));
    accept_loss(daemon);
    daemon.start();
    EXPECT_TRUE(client.query(GetTemplate{TemplateId{"small"}}));
    EXPECT_FALSE(client.query(GetTemplate{TemplateId{"large"}}));
}

TEST(P11NoSilentLoss, AStoreThatEndsEarlyIsRefusedUntilTheLossIsAccepted) {
    RunningDaemon daemon({.store = "snapshot_events: 0"});
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.command(template_called(fmt::format("t-{}", i))));
    const auto head = client.query(GetStatus{})->position;
    daemon.kill_hard();
    const auto store = daemon.directory() / "hostfactory.db";
    ASSERT_TRUE(std::filesystem::remove(store.string() + "-wal"));
    daemon.spawn();
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr(fmt::format("had come to event {}", head)));
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr("--accept-loss"));
    accept_loss(daemon);
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr("accepted: "));
    daemon.start();
    ASSERT_TRUE(client.command(template_called("new")));
    const auto status = client.query(GetStatus{});
    EXPECT_LT(status->position, head);
    EXPECT_GE(status->result.counters.at("store").at("sqlite_version"), 3'000'000U);
    EXPECT_EQ(status->result.counters.at("store").at("damaged_rows"), 0U);
    EXPECT_EQ(daemon.stop(), 0);
    daemon.start();
    EXPECT_TRUE(client.query(GetTemplate{TemplateId{"new"}}));
}

TEST(Shutdown, NewCommandsAreRefusedAndTheDaemonEndsWithZero) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto id = request_machines(client, "small", 3);
    EXPECT_EQ(daemon.stop(), 0) << daemon.log();
    EXPECT_FALSE(daemon.client(1s).query(GetStatus{}));
    daemon.start();
    auto again = daemon.client();
    EXPECT_EQ(end_of(again, id), RequestStatus::complete);
    EXPECT_EQ(daemon.machines().size(), 3U);
}

TEST(Shutdown, ASecondDaemonOnTheSameStoreIsRefused) {
    RunningDaemon daemon;
    const auto command = fmt::format("'{}' --config '{}' 2>'{}/second'", testing::built("hostfactoryd"),
                                     daemon.configuration_file().string(), daemon.directory().string());
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 1);
    auto client = daemon.client();
    EXPECT_TRUE(client.query(GetStatus{}));
}

}  // namespace
}  // namespace hf::system_test
