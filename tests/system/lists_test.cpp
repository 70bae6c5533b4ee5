// The lists and counts, through the sockets of the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class Lists : public ::testing::Test {
protected:
    Lists() {
        for (const auto* id : {"a", "b"}) EXPECT_TRUE(client_.command(template_called(id)));
    }

    RequestId order(const std::string& template_id, Tags tags = {}, std::uint8_t priority = 0,
                    std::string user_id = {}) {
        CreateRequest command;
        command.template_id = TemplateId{template_id};
        command.machine_count = 1;
        command.tags = std::move(tags);
        command.priority = priority;
        command.user_id = std::move(user_id);
        const auto accepted = client_.command(command);
        EXPECT_TRUE(accepted) << accepted.error().error.message;
        const auto id = accepted ? accepted->result.request_id : RequestId{};
        EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
        return id;
    }

    // The answer in the form in which any client gets it: a map.
    ValueMap asked(const std::string& type, const ValueMap& body) {
        const auto reply = client_.query(type, Encoded{codec_.encode(body)});
        EXPECT_TRUE(reply) << reply.error().error.message;
        Value result;
        if (reply) {
            EXPECT_FALSE(client_.read(reply->result.msgpack, type_of<Value>, &result));
            EXPECT_GT(reply->position, 0U);
        }
        const auto* map = result.as<ValueMap>();
        return map ? *map : ValueMap{};
    }
    Error refused(const std::string& type, const ValueMap& body) {
        const auto reply = client_.query(type, Encoded{codec_.encode(body)});
        EXPECT_FALSE(reply);
        return reply ? Error{} : reply.error().error;
    }
    std::vector<std::string> ids(const ValueMap& answer, std::string_view field = "request_id") {
        std::vector<std::string> ids;
        for (const auto& item : *answer.at("items").as<ValueList>())
            ids.push_back(*item.as<ValueMap>()->find(field)->second.as<std::string>());
        return ids;
    }

    RunningDaemon daemon_;
    Client client_ = daemon_.client();
    MsgpackCodec codec_;
};

TEST_F(Lists, FilterSortAndPageRequests) {
    const auto first = order("a", {{"team", "red"}}, 1, "ada").value;
    const auto second = order("b", {{"team", "Blue"}}, 2).value;
    const auto third = order("a", {{"team", "red"}}, 3).value;

    auto answer = asked("ListRequests", {{"limit", 2}});
    EXPECT_THAT(ids(answer), ElementsAre(third, second));
    EXPECT_EQ(answer.at("total"), Value(3));
    ASSERT_TRUE(answer.contains("next"));
    order("b");
    answer = asked("ListRequests", {{"limit", 2}, {"after", answer.at("next")}});
    EXPECT_THAT(ids(answer), ElementsAre(first)) << "what came meanwhile moves nothing";
    EXPECT_FALSE(answer.contains("next"));

    EXPECT_THAT(ids(asked("ListRequests", {{"template_id", "a"}, {"status", "complete"}})), ElementsAre(third, first));
    EXPECT_THAT(ids(asked("ListRequests", {{"user_id", "ada"}})), ElementsAre(first));
    EXPECT_THAT(ids(asked("ListRequests", {{"tags", ValueMap{{"team", "red"}}}, {"sort", "priority"}})),
                ElementsAre(first, third));
    EXPECT_THAT(ids(asked("ListRequests", {{"q", "BLUE"}, {"provider", "local"}})), ElementsAre(second));
    const auto moment = client_.query(GetRequest{RequestId{second}})->result.created_at.microseconds;
    EXPECT_THAT(ids(asked("ListRequests", {{"created_before", moment}})), ElementsAre(second, first));
    EXPECT_THAT(ids(asked("ListRequests", {{"created_after", moment}, {"priority", 3}})), ElementsAre(third));
    EXPECT_THAT(ids(asked("ListRequests", {{"sort", "-priority"}, {"offset", 1}, {"limit", 2}})),
                ElementsAre(second, first));
}

TEST_F(Lists, RefuseWhatMakesNoSense) {
    EXPECT_THAT(refused("ListRequests", {{"sort", "-machine_cont"}}).message,
                HasSubstr("did you mean \"machine_count\"?"));
    EXPECT_EQ(refused("ListRequests", {{"after", "x"}}).field, "after");
    EXPECT_EQ(refused("ListMachines", {{"after", "1:-created_at:n"}, {"offset", 1}}).code, Code::validation_error);
    EXPECT_EQ(refused("ListTemplates", {{"after", "1:-created_at:n"}, {"sort", "name"}}).code, Code::validation_error);
    EXPECT_EQ(refused("ListProviders", {{"limit", 1001}}).code, Code::validation_error);
    EXPECT_EQ(refused("ListProviders", {{"offset", -1}}).code, Code::validation_error);
    EXPECT_EQ(refused("ListRequests", {{"priority", 10}}).code, Code::validation_error);
}

TEST_F(Lists, TellReturnsAndTheirMachines) {
    const auto id = order("a");
    const auto machine = ids(asked("ListMachines", {{"request_id", id.value}}), "machine_id").at(0);
    ReturnMachines command;
    command.request_id = id;
    const auto returned = client_.command(command);
    ASSERT_TRUE(returned);
    const auto return_id = returned->result.request_id;
    EXPECT_EQ(end_of(client_, return_id), RequestStatus::complete);

    EXPECT_THAT(ids(asked("ListReturnRequests", {{"status", "complete"}})), ElementsAre(return_id.value));
    EXPECT_THAT(ids(asked("ListMachines", {{"request_id", return_id.value}}), "machine_id"), ElementsAre(machine));
    EXPECT_THAT(ids(asked("ListMachines", {{"return_requested", true}, {"price_type", "ondemand"}}), "machine_id"),
                ElementsAre(machine));
    EXPECT_THAT(ids(asked("ListMachines", {{"live_only", true}}), "machine_id"), IsEmpty());

    const auto states = asked("GetMachineStatus", {{"request_id", id.value}});
    EXPECT_THAT(ids(states, "machine_id"), ElementsAre(machine));
    EXPECT_EQ(states.at("counts"), Value(ValueMap{{"terminated", 1}}));
    EXPECT_EQ(refused("GetMachineStatus", {{"request_id", "req-none"}}).code, Code::request_not_found);
}

TEST_F(Lists, CountMachines) {
    order("a");
    order("a");
    order("b");
    auto counted = asked("CountMachines", {{"by", "template"}});
    EXPECT_EQ(counted.at("counts"), Value(ValueMap{{"a", 2}, {"b", 1}}));
    EXPECT_EQ(counted.at("total"), Value(3));
    return_everything(client_);
    counted = asked("CountMachines", {{"by", "provider"}});
    EXPECT_EQ(counted.at("total"), Value(0));
    counted = asked("CountMachines", {{"by", "status"}, {"live_only", false}});
    EXPECT_EQ(counted.at("counts"), Value(ValueMap{{"terminated", 3}}));
    EXPECT_EQ(refused("CountMachines", {}).field, "by");
    EXPECT_EQ(refused("CountMachines", {{"by", "colour"}}).code, Code::validation_error);
}

TEST_F(Lists, TellTemplatesWithAndWithoutTheirConfiguration) {
    const auto item = [](const ValueMap& answer) { return *answer.at("items").as<ValueList>()->at(0).as<ValueMap>(); };
    EXPECT_THAT(ids(asked("ListTemplates", {}), "template_id"), ElementsAre("b", "a"));
    EXPECT_THAT(item(asked("ListTemplates", {})), Not(Contains(Key("configuration"))));
    EXPECT_THAT(item(asked("ListTemplates", {{"include_configuration", true}})), Contains(Key("configuration")));
    EXPECT_THAT(ids(asked("ListTemplates", {{"sort", "template_id"}}), "template_id"), ElementsAre("a", "b"));
    EXPECT_THAT(ids(asked("ListTemplates", {{"price_type", "spot"}}), "template_id"), IsEmpty());
    EXPECT_THAT(ids(asked("ListProviders", {{"type", "process"}, {"enabled", true}, {"health", "healthy"}}), "name"),
                ElementsAre("local"));
}

TEST_F(Lists, TellHowManyRequestsAreInOneAnswer) {
    const auto first = order("a").value;
    const auto second = order("b").value;
    const auto reports =
        asked("GetRequestStatus", {{"request_ids", ValueList{second, "req-none", first}}, {"include_machines", true}});
    EXPECT_THAT(ids(reports), ElementsAre(second, first));
    EXPECT_EQ(reports.at("unknown"), Value(ValueList{"req-none"}));
    EXPECT_EQ(reports.at("items").as<ValueList>()->at(0).as<ValueMap>()->at("machines").as<ValueList>()->size(), 1U);
    EXPECT_EQ(refused("GetRequestStatus", {{"request_id", "req-none"}}).code, Code::request_not_found);
    EXPECT_EQ(refused("GetRequestStatus", {}).code, Code::validation_error);
    EXPECT_EQ(refused("GetRequestStatus", {{"request_id", first}, {"request_ids", ValueList{second}}}).code,
              Code::validation_error);
    EXPECT_EQ(refused("GetRequestStatus", {{"request_ids", ValueList(1001, "x")}}).code, Code::validation_error);
}

// Cursors are positions in the history, which a restart does not change.
TEST_F(Lists, GoOnAfterARestart) {
    const auto first = order("a").value;
    order("a");
    const auto next = asked("ListRequests", {{"limit", 1}}).at("next");
    daemon_.kill_hard();
    daemon_.start();
    EXPECT_THAT(ids(asked("ListRequests", {{"after", next}})), ElementsAre(first));
}

TEST(ListLimits, WhatMustBeScannedIsBounded) {
    RunningDaemon daemon({.settings = "limits: {scanned_items: 1}"});
    auto client = daemon.client();
    for (const auto* id : {"a", "b"}) ASSERT_TRUE(client.command(template_called(id)));
    ListTemplates query;
    query.page.q = "a";
    const auto reply = client.query(query);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().error.code, Code::limit_exceeded);
    EXPECT_THAT(reply.error().error.details, Contains(Pair("candidates", Value(2))));
    query.page.q.clear();
    EXPECT_EQ(client.query(query)->result.total, 2U);
}

}  // namespace
}  // namespace hf::system_test
