#include "http/events/event_wish.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::http {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

Request request_of(std::string query, std::optional<std::string> last = {}) {
    Request request;
    request.method = "GET";
    request.path = path_of_events;
    request.query = std::move(query);
    if (last) request.headers.set("last-event-id", *last);
    return request;
}

tl::expected<EventWish, Response> wish(std::string query, std::optional<std::string> last = {}) {
    const auto request = request_of(std::move(query), std::move(last));
    return wish_of(request, *parameters_of(request.query));
}

TEST(EventWish, BeginsWhereItIsSaid) {
    EXPECT_TRUE(wish("")->from_now);
    EXPECT_TRUE(wish("", "")->from_now) << "as a browser that has had none";
    EXPECT_FALSE(wish("after=0")->from_now);
    EXPECT_EQ(wish("after=7")->question.after, 7U);
    EXPECT_EQ(wish("", "8")->question.after, 8U);
    EXPECT_EQ(wish("after=7", "8")->question.after, 8U) << "a browser comes again at the address that it came to first";
    for (const auto* wrong : {"x", "-1", "1.5", "18446744073709551616", "7 8"}) {
        EXPECT_EQ(wish("", wrong).error().status, 400U) << wrong;
        EXPECT_EQ(wish("after=" + encoded_segment(wrong)).error().status, 422U) << wrong;
    }
}

TEST(EventWish, HasTheFiltersOfReadEvents) {
    const auto all =
        wish("categories=request,machine&types=RequestCreated&stream=req-1&after=3&heartbeat=2&store_id=s");
    ASSERT_TRUE(all) << all.error().body;
    EXPECT_THAT(all->question.categories, Optional(ElementsAre(Category::request, Category::machine)));
    EXPECT_THAT(all->question.types, Optional(ElementsAre("RequestCreated")));
    EXPECT_THAT(all->question.stream, Optional(std::string("req-1")));
    EXPECT_EQ(all->question.after, 3U);
    EXPECT_EQ(all->heartbeat, 2s);
    EXPECT_EQ(all->store_id, "s");
    for (const auto* wrong : {"categories=nothing", "type=RequestCreated", "stream=", "heartbeat=0", "heartbeat=301",
                              "heartbeat=x", "limit=3", "max_bytes=3", "after=1&after=2"})
        EXPECT_EQ(wish(wrong).error().status, 422U) << wrong;
}

TEST(EventWish, IsInLinesWhereTheseAreTaken) {
    auto request = request_of("");
    EXPECT_EQ(wish_of(request, {})->format, EventFormat::sse);
    request.headers.set("Accept", "text/event-stream, */*");
    EXPECT_EQ(wish_of(request, {})->format, EventFormat::sse);
    request.headers.set("Accept", "text/html, Application/X-NDJSON; q=0.5");
    EXPECT_EQ(wish_of(request, {})->format, EventFormat::lines);
}

TEST(EventWish, IsForAPageWhereItSaysSo) {
    EXPECT_TRUE(*follows({}));
    EXPECT_TRUE(*follows({{"follow", "true"}}));
    EXPECT_FALSE(*follows({{"follow", "false"}}));
    EXPECT_EQ(follows({{"follow", "no"}}).error().status, 422U);
    const auto query = [](const std::string& given, std::optional<std::string> last = {}) {
        const auto request = request_of(given, std::move(last));
        return page_request(request, *parameters_of(given))->query;
    };
    EXPECT_EQ(query("follow=false"), "follow=false&after=0") << "the links to further pages have it";
    EXPECT_EQ(query("follow=false&stream=a%2F1&limit=3"), "follow=false&stream=a%2F1&limit=3&after=0");
    EXPECT_EQ(query("after=7&follow=false"), "after=7&follow=false");
    EXPECT_EQ(query("after=7&follow=false", "8"), "follow=false&after=8");
    EXPECT_EQ(page_request(request_of("follow=false", "x"), {}).error().status, 400U);
}

TEST(EventWish, IsForTheCallerAndAsLongAsTheCredentialsHold) {
    Request request;
    EXPECT_FALSE(wish_of(request, {})->principal) << "the gateway asks for itself where it knows nobody";
    bool good = true;
    request.caller = Caller{.principal = "alice", .still_good = [&good] { return good; }};
    const auto wish = wish_of(request, {});
    ASSERT_TRUE(wish);
    EXPECT_EQ(wish->principal, "alice");
    EXPECT_TRUE(wish->still_good());
    good = false;
    EXPECT_FALSE(wish->still_good());
}

}  // namespace
}  // namespace hf::http
