#include "http/orb/dialect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "client/wire.hpp"
#include "core/catalogue.hpp"
#include "http/orb/faults.hpp"
#include "tests/unit/http/scripted_daemon.hpp"

namespace hf::http::orb {
namespace {

using ::testing::HasSubstr;

template <class T>
Called<Encoded> result_of_call(const T& result) {
    Replied<Encoded> reply;
    reply.result.msgpack = wire_codec().encode(result);
    reply.id = "an-id";
    return reply;
}

Called<Encoded> refusal_of_call(Error error) {
    CallFailure failure;
    failure.error = std::move(error);
    failure.id = "an-id";
    return tl::make_unexpected(std::move(failure));
}

template <class M>
M given_in(const DaemonCall& call) {
    M message;
    EXPECT_FALSE(wire_codec().decode(call.body.msgpack, message));
    return message;
}

Response answer_in_orb(Daemon& daemon, std::string method, std::string path, std::string body = {}) {
    Workers workers(1);
    Dialect dialect(daemon, workers, Door({}));
    Request request;
    request.method = std::move(method);
    const auto query = path.find('?');
    request.path = path.substr(0, query);
    if (query != std::string::npos) request.query = path.substr(query + 1);
    request.body = std::move(body);
    std::promise<Response> promise;
    dialect.handle(std::move(request), [&](Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
}

Machine machine_called(const std::string& id) {
    Machine machine;
    machine.spec.machine_id = {id};
    return machine;
}

TEST(OrbDialect, ReturnsAllMachinesByOneCommandThatNamesEachOnce) {
    ScriptedDaemon daemon([](const DaemonCall& call) {
        if (call.is_command) return result_of_call(ReturnAccepted{{"ret-1"}, 3, {}});
        const auto list = given_in<ListMachines>(call);
        EXPECT_TRUE(list.live_only);
        EXPECT_EQ(list.return_requested, false);
        Listing<Machine> page;
        const bool is_first = !list.page.after;
        page.items =
            is_first ? std::vector{machine_called("a"), machine_called("b")} : std::vector{machine_called("c")};
        page.total = 3;
        if (is_first) page.next = "on";
        return result_of_call(page);
    });
    const auto response = answer_in_orb(daemon, "POST", "/api/v1/machines/return", R"({"allMachines": true})");
    EXPECT_EQ(response.status, 200U) << response.body;
    EXPECT_THAT(response.body, HasSubstr("ret-1"));
    ASSERT_EQ(daemon.calls.size(), 3U);
    EXPECT_EQ(given_in<ReturnMachines>(daemon.calls.back()).machine_ids, (std::vector<MachineId>{{"a"}, {"b"}, {"c"}}));
}

TEST(OrbDialect, ChangesPartsOfAConfigurationInTheVersionThatItHasRead) {
    ScriptedDaemon daemon([](const DaemonCall& call) {
        if (call.is_command) return result_of_call(TemplateChanged{{"wide"}, 8});
        Template known;
        known.spec.template_id = {"wide"};
        known.spec.configuration = {{"imageId", "ami-1"}, {"vmTypes", ValueMap{{"t3.micro", 1}}}, {"keyName", "key"}};
        known.version = 7;
        return result_of_call(known);
    });
    const auto response = answer_in_orb(daemon, "PUT", "/api/v1/templates/wide", R"({"machineType": "t3.large"})");
    EXPECT_EQ(response.status, 200U) << response.body;
    ASSERT_EQ(daemon.calls.size(), 2U);
    EXPECT_EQ(daemon.calls[1].options.expected_version, 7U);
    EXPECT_EQ(given_in<UpdateTemplate>(daemon.calls[1]).spec.configuration,
              (ValueMap{{"imageId", "ami-1"}, {"keyName", "key"}, {"vmType", "t3.large"}}));
}

TEST(OrbDialect, SaysAllThatIsWrongWithABodyAndAsksNobody) {
    ScriptedDaemon daemon([](const DaemonCall&) { return result_of_call(Done{}); });
    const auto response =
        answer_in_orb(daemon, "POST", "/api/v1/machines/request", R"({"machineCount": "x", "colour": "red"})");
    EXPECT_EQ(response.status, 422U);
    for (const auto* word : {"\"missing\"", "\"int_parsing\"", "\"extra_forbidden\"", "templateId", "colour"})
        EXPECT_THAT(response.body, HasSubstr(word));
    for (const auto* body : {"", "{", "[1]", "\"text\"", "\xff"})
        EXPECT_EQ(answer_in_orb(daemon, "POST", "/api/v1/machines/request", body).status, 422U) << body;
    EXPECT_TRUE(daemon.calls.empty());
}

TEST(OrbDialect, RefusesAFilterThatItDoesNotUnderstand) {
    ScriptedDaemon daemon([](const DaemonCall&) { return result_of_call(Listing<Machine>{}); });
    EXPECT_EQ(answer_in_orb(daemon, "GET", "/api/v1/machines/?filter_expressions=a~b").status, 400U);
    EXPECT_EQ(answer_in_orb(daemon, "GET", "/api/v1/requests/?provider_type=aws").status, 400U);
    EXPECT_TRUE(daemon.calls.empty());
    EXPECT_EQ(answer_in_orb(daemon, "GET", "/api/v1/machines/?sync=true").status, 200U);
}

TEST(OrbDialect, HasItsFormsOfFaults) {
    ScriptedDaemon daemon([](const DaemonCall& call) {
        if (call.message == "CancelRequest") return refusal_of_call(error(Code::request_not_found, "no such request"));
        return refusal_of_call(error(Code::forbidden, "not you"));
    });
    const auto missing = answer_in_orb(daemon, "DELETE", "/api/v1/requests/req-1");
    EXPECT_EQ(missing.status, 404U);
    const auto json = Json::parse(missing.body);
    EXPECT_EQ(json["error"]["code"], "resource_not_found");
    EXPECT_EQ(json["error"]["details"]["entity_id"], "req-1");
    EXPECT_EQ(json["correlation_id"], "an-id");
    EXPECT_EQ(*missing.headers.find("X-Command-Id"), "an-id");
    const auto forbidden = answer_in_orb(daemon, "GET", "/api/v1/requests/");
    EXPECT_EQ(forbidden.status, 403U);
    EXPECT_EQ(Json::parse(forbidden.body), (Json{{"detail", "not you"}}));
    EXPECT_EQ(answer_in_orb(daemon, "GET", "/api/v1/nowhere").status, 404U);
    EXPECT_EQ(*answer_in_orb(daemon, "DELETE", "/api/v1/templates/").headers.find("Allow"), "GET, POST");
}

TEST(OrbDialect, EndsTheStreamOfARequestThatHasEnded) {
    int looks = 0;
    ScriptedDaemon daemon([&](const DaemonCall&) {
        RequestReports found;
        RequestReport report;
        report.request.request_id = {"req-1"};
        report.request.status = ++looks < 2 ? RequestStatus::pending : RequestStatus::complete;
        found.items.push_back(report);
        return result_of_call(found);
    });
    const auto response = answer_in_orb(daemon, "GET", "/api/v1/requests/req-1/stream?interval=0.5&timeout=20");
    EXPECT_EQ(*response.headers.find("Content-Type"), "text/event-stream; charset=utf-8");
    EXPECT_THAT(response.body, HasSubstr("\"pending\""));
    EXPECT_THAT(response.body, HasSubstr("\"complete\""));
    EXPECT_TRUE(response.body.ends_with("\n\ndata: {}\n\n")) << response.body;
    EXPECT_EQ(answer_in_orb(daemon, "GET", "/api/v1/requests/req-1/stream?interval=0").status, 422U);
}

}  // namespace
}  // namespace hf::http::orb
