#include "adapters/providers/aws/http/http_client.hpp"

#include <gtest/gtest.h>

#include <latch>

#include "tests/aws/local_server.hpp"

namespace hf::aws::testing {
namespace {

using namespace std::chrono_literals;

HttpRequest get(const std::string& url, std::chrono::milliseconds timeout = 10s) {
    HttpRequest request;
    request.url = url;
    request.timeout = timeout;
    request.direct = true;
    return request;
}

TEST(HttpClient, SendsABodyAndHeadersAndReadsTheAnswer) {
    LocalServer server([](const ServedRequest&) { return ServedReply{418, "short and stout"}; });
    HttpClient http({});
    auto request = get(server.url() + "/tea?milk=no");
    request.method = "POST";
    request.headers = {{"x-kind", "green"}};
    request.body = "a=1";
    const auto answer = http.send(request);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 418);
    EXPECT_EQ(answer->body, "short and stout");
    EXPECT_EQ(answer->headers.at("content-type"), "text/xml");
    const auto seen = server.requests().at(0);
    EXPECT_EQ(seen.method + " " + seen.path, "POST /tea?milk=no");
    EXPECT_EQ(seen.headers.at("x-kind"), "green");
    EXPECT_EQ(seen.body, "a=1");
    EXPECT_EQ(seen.headers.count("expect"), 0U);
}

TEST(HttpClient, KeepsItsConnection) {
    LocalServer server([](const ServedRequest&) { return ServedReply{}; });
    HttpClient http({});
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(http.send(get(server.url())));
    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SendsOnceWhatIsToBeSentOnce) {
    std::atomic<bool> silent = false;
    LocalServer server([&](const ServedRequest&) { return silent ? std::nullopt : std::optional(ServedReply{}); });
    HttpClient http({});
    auto request = get(server.url());
    request.method = "POST";
    request.once = true;
    ASSERT_TRUE(http.send(request));
    silent = true;
    const auto lost = http.send(request);
    ASSERT_FALSE(lost);
    EXPECT_TRUE(lost.error().sent);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpClient, GivesUpAnAnswerThatIsTooLarge) {
    LocalServer server([](const ServedRequest&) { return ServedReply{200, std::string(1001, 'x')}; });
    HttpClient http({.response_bytes = 1000});
    const auto answer = http.send(get(server.url()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "the answer is larger than 1000 bytes");
    EXPECT_TRUE(answer.error().sent);
}

TEST(HttpClient, GivesUpAfterItsTimeout) {
    std::latch open{1};
    {
        LocalServer server([&](const ServedRequest&) {
            open.wait();
            return ServedReply{};
        });
        HttpClient http({});
        const auto answer = http.send(get(server.url(), 50ms));
        EXPECT_FALSE(answer);
        EXPECT_TRUE(!answer && answer.error().sent) << "the server may have got it";
        open.count_down();
    }
}

TEST(HttpClient, KnowsWhenNobodyGotTheRequest) {
    std::string nowhere;
    {
        LocalServer server([](const ServedRequest&) { return ServedReply{}; });
        nowhere = server.url();
    }
    HttpClient http({});
    const auto answer = http.send(get(nowhere));
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_FALSE(http.send(get("file:///etc/hostname"))) << "only HTTP is spoken";
}

TEST(HttpClient, TakesNoHalfAnswer) {
    LocalServer server(
        [](const ServedRequest&) { return ServedReply{.status = 200, .body = "<whole/>", .cut_after = 4}; });
    HttpClient http({});
    const auto answer = http.send(get(server.url()));
    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
}

}  // namespace
}  // namespace hf::aws::testing
