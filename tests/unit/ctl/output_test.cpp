#include "ctl/output.hpp"

#include <gmock/gmock.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/queries/get_request_status.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/plan_request.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

const MsgpackCodec codec;
constexpr Timestamp now{1'772'359'445'000'000};

Value some_requests() {
    ListRequests::Result list;
    list.items.resize(1);
    list.items[0].request_id.value = "req-1";
    list.items[0].machine_count = 2;
    list.items[0].created_at = {1'772'359'445'000'000 - 42'000'000};
    list.total = 3;
    return to_value(type_of<ListRequests::Result>, &list);
}

TEST(Output, JsonKeepsTheOrderOfTheFieldsAndTellsTimes) {
    const auto text = as_json(some_requests(), type_of<ListRequests::Result>, codec, -1);
    EXPECT_THAT(text,
                testing::StartsWith(R"({"items":[{"request_id":"req-1","request_type":"acquire","machine_count":2,)"));
    EXPECT_THAT(text, testing::HasSubstr(R"("created_at":"2026-03-01T10:03:23)"));
}

TEST(Output, JsonPassesOnWhatANewerDaemonSays) {
    auto value = some_requests();
    std::get<ValueMap>(value.data)["cursor"] = "x";
    EXPECT_THAT(as_json(value, type_of<ListRequests::Result>, codec, -1), testing::HasSubstr(R"("cursor":"x")"));
}

TEST(Output, ATableSaysWhenItIsNotAll) {
    const auto text = as_table(some_requests(), type_of<ListRequests::Result>,
                               {{"REQUEST", "request_id"}, {"TEMPLATE", "template_id"}, {"AGE", "created_at"}}, now);
    EXPECT_EQ(text,
              "REQUEST  TEMPLATE  AGE\n"
              "req-1    -         42s\n"
              "(1 of 3; --limit and --offset show more)\n");
}

TEST(Output, WideHasTheColumnsThatTheTableLeavesOut) {
    const std::vector<Column> columns{{"REQUEST", "request_id"}, {"USER", "user_id", true}, {"AGE", "created_at"}};
    EXPECT_THAT(as_table(some_requests(), type_of<ListRequests::Result>, columns, now),
                testing::StartsWith("REQUEST  AGE\n"));
    EXPECT_THAT(as_table(some_requests(), type_of<ListRequests::Result>, columns, now, true),
                testing::StartsWith("REQUEST  USER  AGE\n"));
}

TEST(Output, OnATerminalATableHasTheEndsOfIds) {
    auto list = some_requests();
    auto& item = std::get<ValueMap>(std::get<ValueList>(std::get<ValueMap>(list.data)["items"].data)[0].data);
    item["request_id"] = "req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
    item["template_id"] = "gpu-machines-of-the-north-0c1d2e3f4a5b";
    const std::vector<Column> columns{{"REQUEST", "request_id"}, {"TEMPLATE", "template_id"}};
    const auto& type = type_of<ListRequests::Result>;
    EXPECT_THAT(as_table(list, type, columns, now, false, true),
                testing::HasSubstr("\n…0c1d2e3f4a5b  gpu-machines-of-the-north-0c1d2e3f4a5b\n"));
    EXPECT_THAT(as_table(list, type, columns, now),
                testing::HasSubstr("\nreq-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b  gpu-"));
}

TEST(Output, ATableTellsOfACursor) {
    auto value = some_requests();
    std::get<ValueMap>(value.data)["next"] = "abc";
    EXPECT_THAT(as_table(value, type_of<ListRequests::Result>, {{"REQUEST", "request_id"}}, now),
                testing::EndsWith("(1 of 3; --after 'abc' goes on)\n"));
}

TEST(Output, ATableNamesWhatIsUnknownOnceAndSaysThatItIsNotAll) {
    auto value = some_requests();
    std::get<ValueMap>(value.data)["unknown"] = ValueList{"req-7", "req-8"};
    EXPECT_THAT(as_table(value, type_of<ListRequests::Result>, {{"REQUEST", "request_id"}}, now),
                testing::EndsWith("req-1\n(1 of 3; --limit and --offset show more)\n(unknown: req-7,req-8)\n"));
}

TEST(Output, NamesAreTheIdsAlone) {
    EXPECT_EQ(as_names(some_requests(), type_of<ListRequests::Result>, {{"REQUEST", "request_id"}}), "req-1\n");
    EXPECT_EQ(as_names(some_requests(), type_of<ListRequests::Result>, {}), "req-1\n");
    Request request;
    request.request_id.value = "req-\x1b[2J";
    EXPECT_EQ(as_names(to_map(request), type_of<Request>, {}), "req-\\x1b[2J\n");
    EXPECT_EQ(as_names(Value(ValueMap{}), type_of<Request>, {}), "");
}

TEST(Output, AListInAThingHasTheColumnsOfItsOwnList) {
    RequestReport report;
    report.machines.emplace(1);
    report.machines->front().spec.machine_id.value = "i-1";
    const auto value = to_map(report);
    EXPECT_THAT(as_table(value, type_of<RequestReport>, {}, now),
                testing::HasSubstr("machines:\nMACHINE  NAME  STATUS"));
}

TEST(Output, ListsOfThingsWithListsGoThingByThing) {
    RequestPlan plan;
    plan.sources.resize(2);
    plan.sources[0].provider = {"local"};
    plan.sources[0].calls = {{"start", "one", {{"directory", "/m"}}}, {"start", "another", {}}};
    const auto text = as_table(to_map(plan), type_of<RequestPlan>, {}, now);
    EXPECT_THAT(text, testing::HasSubstr("sources:\n  - source:              0\n    provider:            local\n"));
    EXPECT_THAT(text, testing::HasSubstr("    calls:\n      - action:  start\n        purpose: one\n"
                                         "        parameters:\n          directory: /m\n      - action:     start\n"));
}

TEST(Output, OneThingIsShownFieldByField) {
    Request request;
    request.request_id.value = "req-1";
    request.tags = {{"team", "a"}};
    const auto text = as_table(to_value(type_of<Request>, &request), type_of<Request>, {}, now);
    EXPECT_THAT(text, testing::HasSubstr("request id:"));
    EXPECT_THAT(text, testing::HasSubstr("tags:\n  team: a\n"));
}

}  // namespace
}  // namespace hf::ctl
