#include "http/server/door.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/wire/problem.hpp"
#include "http/wire/target.hpp"

namespace hf::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Request from_net(std::string method, const std::string& host) {
    Request request;
    request.method = std::move(method);
    request.from_net = true;
    request.headers.set("host", host);
    return request;
}

unsigned status(const Request& request) {
    static const Door door({"broker.example.org"});
    const auto refusal = door.refusal(request);
    return refusal ? refusal->status : 200;
}

TEST(Door, AnswersForItsOwnNamesAlone) {
    for (const auto* host :
         {"localhost", "LOCALHOST:9480", "127.0.0.1:1", "[::1]", "[::1]:80", "broker.example.org:443"})
        EXPECT_EQ(status(from_net("GET", host)), 200U) << host;
    for (const auto* host : {"", ":", "[", "[]", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                             "xbroker.example.org", "127.0.0.1@evil.example"})
        EXPECT_EQ(status(from_net("GET", host)), 403U) << host;
    auto by_socket = from_net("GET", "evil.example");
    by_socket.from_net = false;
    EXPECT_EQ(status(by_socket), 200U);
    auto twice = from_net("GET", "localhost");
    twice.headers.add("Host", "localhost");
    EXPECT_EQ(status(twice), 400U);
}

TEST(Door, LetsNoOtherOriginChangeAnything) {
    auto request = from_net("POST", "localhost:9480");
    request.headers.set("Content-Type", "Application/JSON;charset=utf-8");
    EXPECT_EQ(status(request), 200U);
    for (const auto* origin : {"null", "", "http://evil.example", "http://localhost", "localhost:9480"}) {
        request.headers.set("Origin", origin);
        EXPECT_EQ(status(request), 403U) << origin;
    }
    request.headers.set("Origin", "http://localhost:9480");
    EXPECT_EQ(status(request), 200U);
    request.headers.set("Sec-Fetch-Site", "same-site");
    EXPECT_EQ(status(request), 403U);
    request.method = "GET";
    EXPECT_EQ(status(request), 200U) << "what changes nothing, and is read by nobody";
}

TEST(Door, TakesJsonAlone) {
    auto request = from_net("PUT", "localhost");
    EXPECT_EQ(status(request), 415U);
    for (const auto* type : {"", "text/plain", "application/json-seq", "text/plain; application/json"}) {
        request.headers.set("Content-Type", type);
        EXPECT_EQ(status(request), 415U) << type;
    }
    request.headers.set("Content-Type", "application/json");
    EXPECT_EQ(status(request), 200U);
    request.headers.add("Content-Type", "text/plain");
    EXPECT_EQ(status(request), 415U);
    EXPECT_EQ(status(from_net("DELETE", "localhost")), 200U);
}

TEST(Headers, RefuseWhatWouldEndTheirLine) {
    Headers headers;
    for (const auto* value : {"a\r\nX: y", "a\nb", "a\rb", "\x01", "\x7f"})
        EXPECT_THROW(headers.set("Location", value), std::invalid_argument);
    for (const auto* name : {"", "a b", "a:", "a\r\n", "ü"})
        EXPECT_THROW(headers.set(name, "x"), std::invalid_argument);
    headers.set("Location", "/a\tü");
    headers.set("LOCATION", "/b");
    EXPECT_EQ(headers.all().size(), 1U);
    EXPECT_EQ(*headers.find("location"), "/b");
}

TEST(Target, IsDecodedAfterItIsCut) {
    EXPECT_THAT(*segments_of("/api/v1/machines/i%2F1%20%C3%BC"), ElementsAre("api", "v1", "machines", "i/1 ü"));
    EXPECT_THAT(*segments_of("/"), ElementsAre());
    for (const auto* path : {"", "a", "//a", "/a//b", "/.", "/a/../b", "/%2e%2E", "/%", "/%4", "/%zz", "/%ff"})
        EXPECT_FALSE(segments_of(path)) << path;
    EXPECT_THAT(*parameters_of("a=1&b=x+y%2B&&c&a=2&d=e=f"),
                ElementsAre(Pair("a", "1"), Pair("b", "x y+"), Pair("c", ""), Pair("a", "2"), Pair("d", "e=f")));
    EXPECT_FALSE(parameters_of("a=%f"));
    EXPECT_EQ(encoded_segment("i/1 ü"), "i%2F1%20%C3%BC");
}

TEST(Problem, HasAStatusForEachCode) {
    for (std::size_t i = 0; i < every_code.size(); ++i) {
        const auto problem = problem_of(error(static_cast<Code>(i), "why \xff"));
        EXPECT_GE(problem.status, 400U);
        EXPECT_NE(problem.body.find(fmt::format("\"code\":\"{}\"", every_code[i].name)), std::string::npos);
        EXPECT_EQ(problem.headers.find("Retry-After") != nullptr, problem.status == 503) << every_code[i].name;
    }
}

TEST(Problem, SaysMoreWhereDetailsDo) {
    auto conflict = error(Code::conflict, "it is at 7");
    EXPECT_EQ(problem_of(conflict).status, 409U) << "several templates of one name";
    conflict.details.emplace("version", 7);
    EXPECT_EQ(problem_of(conflict).status, 412U);
    EXPECT_EQ(*problem_of(conflict).headers.find("ETag"), "\"7\"");

    auto busy = error(Code::busy, "too many");
    busy.retry_after_ms = 1500;
    EXPECT_EQ(problem_of(busy).status, 503U);
    EXPECT_EQ(*problem_of(busy).headers.find("Retry-After"), "2");
    busy.details.emplace("limit", "commands_per_second");
    EXPECT_EQ(problem_of(busy).status, 429U);
}

}  // namespace
}  // namespace hf::http
