#include "http/api/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "core/catalogue.hpp"
#include "core/domain/history/event_types.hpp"
#include "http/api/bodies.hpp"
#include "tests/unit/http/scripted_daemon.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

template <class T>
Called<Encoded> replied(const T& result, Position position = 7) {
    Replied<Encoded> reply;
    reply.result.msgpack = wire_codec().encode(result);
    reply.position = position;
    reply.id = "an-id";
    return reply;
}

Response answer_of(Daemon& daemon, Request request) {
    Workers workers(1);
    Api api(daemon, workers, Door({}));
    std::promise<Response> promise;
    api.handle(std::move(request), [&](Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
}

Request get(std::string path, std::string query = {}) {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.query = std::move(query);
    return request;
}

Request post(std::string path, std::string body) {
    Request request = get(std::move(path));
    request.method = "POST";
    request.body = std::move(body);
    return request;
}

template <class M>
M message_in(const DaemonCall& call) {
    M message;
    EXPECT_FALSE(wire_codec().decode(call.body.msgpack, message));
    return message;
}

TEST(Api, SendsWhatWasGivenAndNothingElse) {
    ScriptedDaemon daemon([](const DaemonCall&) { return replied(RequestAccepted{{"req-1"}}); });
    auto request = post("/api/v1/requests", R"({"template_id": "small", "machine_count": 2})");
    request.headers.set("Idempotency-Key", "\"key\"");
    request.headers.set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    request.headers.set("X-Correlation-Id", "nightly");
    const auto response = answer_of(daemon, request);
    EXPECT_EQ(response.status, 201U);
    EXPECT_EQ(*response.headers.find("Location"), "/api/v1/requests/req-1");
    EXPECT_EQ(*response.headers.find("X-Position"), "7");
    ASSERT_EQ(daemon.calls.size(), 1U);
    const auto& call = daemon.calls.front();
    EXPECT_EQ(call.message, "CreateRequest");
    EXPECT_TRUE(call.is_command);
    EXPECT_EQ(call.options.id, "key");
    EXPECT_EQ(call.options.correlation_id, "nightly");
    EXPECT_TRUE(call.options.traceparent);
    EXPECT_EQ(call.body.msgpack, wire_codec().encode(ValueMap{{"machine_count", 2}, {"template_id", "small"}}));
}

TEST(Api, WaitsUntilARequestHasEnded) {
    int looks = 0;
    ScriptedDaemon daemon([&](const DaemonCall& call) -> Called<Encoded> {
        if (call.is_command) return replied(RequestAccepted{{"req-1"}});
        hf::Request request;
        request.request_id = {"req-1"};
        request.status = ++looks < 3 ? RequestStatus::pending : RequestStatus::complete;
        return replied(request, 9);
    });
    auto request = post("/api/v1/requests", R"({"template_id": "small", "machine_count": 2})");
    request.headers.set("Prefer", "respond-async, wait=20");
    const auto response = answer_of(daemon, request);
    EXPECT_EQ(response.status, 201U);
    EXPECT_EQ(looks, 3);
    EXPECT_THAT(response.body, HasSubstr("\"status\":\"complete\""));
    EXPECT_EQ(*response.headers.find("Location"), "/api/v1/requests/req-1");
    EXPECT_EQ(*response.headers.find("X-Command-Id"), "an-id");

    looks = -1000;
    request.headers.set("Prefer", "wait=0");
    EXPECT_EQ(answer_of(daemon, request).status, 202U) << "as it stands";
}

TEST(Api, RefusesWhatIsNoOrder) {
    ScriptedDaemon daemon([](const DaemonCall&) { return replied(Done{}); });
    auto request = post("/api/v1/commands/ClaimRequests", "{}");
    const auto refused = [&](std::string_view name, std::string value) {
        auto changed = request;
        changed.headers.set(name, std::move(value));
        return answer_of(daemon, changed).status;
    };
    EXPECT_EQ(refused("Idempotency-Key", "two words"), 400U);
    EXPECT_EQ(refused("Idempotency-Key", "\"\""), 400U);
    EXPECT_EQ(refused("If-Match", "W/seven"), 400U);
    EXPECT_EQ(refused("If-Match", "\"1\", \"2\""), 400U);
    request.query = "a=b";
    EXPECT_EQ(answer_of(daemon, request).status, 400U);
    EXPECT_EQ(answer_of(daemon, get("/api/v1/status", "at_least_position=x")).status, 400U);
    EXPECT_TRUE(daemon.calls.empty());
}

TEST(Api, SaysThatACommandMayHaveBeenCarriedOut) {
    ScriptedDaemon daemon([](const DaemonCall&) -> Called<Encoded> {
        CallFailure late;
        late.kind = CallFailure::Kind::timed_out;
        late.error = error(Code::deadline_exceeded, "no answer");
        late.id = "an-id";
        late.sent = true;
        return tl::make_unexpected(late);
    });
    const auto response = answer_of(daemon, post("/api/v1/commands/ClaimRequests", "{}"));
    EXPECT_EQ(response.status, 504U);
    EXPECT_EQ(*response.headers.find("X-Command-Id"), "an-id");
    EXPECT_THAT(response.body, HasSubstr("Idempotency-Key"));
}

TEST(Bodies, TakeParametersByTheirDeclaration) {
    const auto body = body_of_parameters({{"limit", "10"},
                                          {"live_only", "true"},
                                          {"machine_ids", "a,b"},
                                          {"machine_ids", "c"},
                                          {"tags.team", "blue=green"},
                                          {"created_after", "1970-01-01T00:00:01Z"}},
                                         type_of<ListMachines>);
    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(*body, (ValueMap{{"limit", 10},
                               {"live_only", true},
                               {"machine_ids", ValueList{"a", "b", "c"}},
                               {"tags", ValueMap{{"team", "blue=green"}}},
                               {"created_after", 1'000'000}}));
    for (const auto& [name, text] : Parameters{{"limit", ""},
                                               {"limit", "1.5"},
                                               {"limit", "99999999999999999999"},
                                               {"live_only", "maybe"},
                                               {"tags", "a"},
                                               {"created_after", "now"}}) {
        const auto wrong = body_of_parameters({{name, text}}, type_of<ListMachines>);
        ASSERT_FALSE(wrong) << name << "=" << text;
        EXPECT_EQ(wrong.error().field, name);
    }
}

TEST(Bodies, HaveTimesAsText) {
    RecordedEvent event;
    event.type = "MachineLaunched";
    event.time = {1'000'000};
    const auto* data = &every_event_type().front();
    for (const auto& type : every_event_type())
        if (type.name == "RequestCreated") data = &type;
    event.type = data->name;
    event.data.msgpack = wire_codec().encode(ValueMap{{"deadline_at", 2'000'000}, {"new_in_a_later_version", 3}});
    EventsRead read;
    read.events = {event, event};
    const auto json = json_of_result(wire_codec().encode(read), type_of<EventsRead>);
    ASSERT_TRUE(json) << json.error();
    for (const auto& each : (*json)["events"]) {
        EXPECT_EQ(each["time"], "1970-01-01T00:00:01.000000Z");
        EXPECT_EQ(each["data"]["deadline_at"], "1970-01-01T00:00:02.000000Z");
        EXPECT_EQ(each["data"]["new_in_a_later_version"], 3);
    }
    EXPECT_FALSE(json_of_result("\xc1", type_of<EventsRead>));

    const auto body = body_of_json(R"({"created_after": "1970-01-01T00:00:01Z"})", type_of<ListMachines>);
    EXPECT_EQ(*body, (ValueMap{{"created_after", 1'000'000}}));
    EXPECT_FALSE(body_of_json(R"({"created_after": "tomorrow"})", type_of<ListMachines>));
}

TEST(KeyMemory, KnowsTheLastKeys) {
    KeyMemory keys(2);
    EXPECT_TRUE(keys.is_of("a", 1));
    EXPECT_TRUE(keys.is_of("a", 1));
    EXPECT_FALSE(keys.is_of("a", 2));
    EXPECT_TRUE(keys.is_of("b", 2));
    EXPECT_TRUE(keys.is_of("c", 3));
    EXPECT_TRUE(keys.is_of("a", 2)) << "it was forgotten";
}

}  // namespace
}  // namespace hf::http
