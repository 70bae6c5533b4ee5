#include "bench/load/event_stream_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::bench {
namespace {

using ::testing::ElementsAre;

TEST(EventStreamSession, FindsTheEventsBetweenTheChunks) {
    std::vector<std::uint64_t> positions;
    EventStreamSession session([&](std::uint64_t position, std::string_view) { positions.push_back(position); });
    std::string_view head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n10\r\n";
    EXPECT_TRUE(session.take_greeting(head));
    EXPECT_EQ(head, "10\r\n");
    const std::string bytes =
        "10\r\nretry: 1000\n\n\r\n2a\r\nid: 7\ndata: {\"position\":7}\n\nid: 8\ndata: {}\n\n\r\n5\r\n:\nid: "
        "9\n\n\r\nid: 1";
    std::string_view input = bytes;
    while (session.take_reply(input)) continue;
    EXPECT_THAT(positions, ElementsAre(0, 7, 8, 0));
    EXPECT_EQ(input, "\r\nid: 1");
    std::string_view refused = "HTTP/1.1 503 Service Unavailable\r\n\r\n";
    EXPECT_THROW(session.take_greeting(refused), std::runtime_error);
}

TEST(TimeInJson, IsThatOfTheEvent) {
    EXPECT_EQ(time_in_json("id: 7\ndata: {\"time\":\"1970-01-01T00:00:01.000002Z\",\"x\":1}"), 1'000'002U);
    EXPECT_EQ(time_in_json("{\"time\":\"noon\"}"), std::nullopt);
    EXPECT_EQ(time_in_json("{}"), std::nullopt);
}

}  // namespace
}  // namespace hf::bench
