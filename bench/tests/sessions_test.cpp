// What a session sends, and which replies it counts: only those that say that the command was carried out, once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "bench/load/http_session.hpp"
#include "bench/load/redis_session.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/wire/http1.hpp"
#include "bench/wire/zmtp.hpp"
#include "core/wire/envelope.hpp"

namespace hf::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string reply_with(const std::function<void(Reply&)>& change) {
    const MsgpackCodec codec;
    Reply reply;
    reply.id = "b-000000000000002a";
    reply.result = Encoded{codec.encode(ValueMap{{"request_id", Value("req-1")}})};
    reply.position = 7;
    change(reply);
    return codec.encode(reply);
}

std::string with_error(const std::string& message) {
    return reply_with([&](Reply& reply) {
        reply.status = ReplyStatus::error;
        reply.result.reset();
        reply.position.reset();
        reply.error = error(Code::busy, "{}", message);
    });
}

TEST(PreparedMessage, PutsTheNumberIntoEachPlace) {
    const PreparedMessage message("a" + std::string(PreparedMessage::placeholder) + "b" +
                                  std::string(PreparedMessage::placeholder));
    std::string out = "before ";
    message.put(out, 0xfedc0000000012ab);
    EXPECT_EQ(out, "before afedc0000000012abbfedc0000000012ab");
    EXPECT_EQ(message.number_in(std::string_view(out).substr(7)), 0xfedc0000000012abU);
    EXPECT_THROW(static_cast<void>(message.number_in("too short")), std::runtime_error);
    EXPECT_THROW(PreparedMessage("no place"), std::invalid_argument);
}

TEST(OkReply, HasTheNumberOfItsMessage) {
    EXPECT_EQ(number_of_ok_reply(reply_with([](Reply&) {})), 42U);
}

TEST(OkReply, IsNoRefusalNoRepetitionAndNoOtherId) {
    const auto wrong = [](const std::string& reply, const char* why) {
        EXPECT_THAT([&] { number_of_ok_reply(reply); }, ThrowsMessage<std::runtime_error>(HasSubstr(why)));
    };
    wrong(with_error("too many commands"), "too many commands");
    wrong(reply_with([](Reply& reply) { reply.duplicate = true; }), "repetition");
    wrong(reply_with([](Reply& reply) { reply.id = "somebody-else"; }), "not sent");
    wrong(reply_with([](Reply& reply) { reply.id = "b-00000000000000zz"; }), "not sent");
    wrong("", "cannot be read");
    wrong("nonsense", "cannot be read");
}

TEST(ZmtpSession, SendsCommandsAndCountsReplies) {
    const auto session = zmtp_sessions({framed("GetRequest", {{"request_id", Value("req-1")}})})();
    EXPECT_EQ(session->greeting(), zmtp::greeting() + zmtp::ready("DEALER"));
    const auto servers = zmtp::greeting() + zmtp::ready("ROUTER");
    std::string_view input = servers;
    EXPECT_TRUE(session->take_greeting(input));
    EXPECT_TRUE(input.empty());

    std::string sent;
    session->put_message(sent, 42);
    std::string_view frames = sent;
    EXPECT_TRUE(zmtp::take_frame(frames)->body.empty());
    QueryEnvelope envelope;
    ASSERT_FALSE(MsgpackCodec().decode(zmtp::take_frame(frames)->body, envelope));
    EXPECT_EQ(envelope.id.value, "b-000000000000002a");
    EXPECT_EQ(envelope.type, "GetRequest");

    const auto replies = zmtp::frame("", true) + zmtp::frame(reply_with([](Reply&) {}));
    input = replies;
    EXPECT_EQ(session->take_reply(input), 42U);
    EXPECT_EQ(session->take_reply(input), std::nullopt);
}

TEST(ZmtpSession, TakesAGreetingThatComesInParts) {
    const auto session = zmtp_sessions({framed("GetStatus", {})})();
    const auto servers = zmtp::greeting() + zmtp::ready("ROUTER");
    std::string received;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        received += servers[i];
        std::string_view input = received;
        EXPECT_EQ(session->take_greeting(input), i + 1 == servers.size());
        received = std::string(input);
    }
}

TEST(RedisSession, CountsEntriesInTheirOrder) {
    const auto session = redis_sessions(100)();
    std::string_view input = "+PONG\r\n";
    EXPECT_TRUE(session->take_greeting(input));
    std::string sent;
    session->put_message(sent, 1);
    session->put_message(sent, 2);
    EXPECT_THAT(sent, HasSubstr("$4\r\nXADD\r\n$6\r\nevents\r\n$1\r\n*\r\n$1\r\ne\r\n$100\r\n0000000000000001pp"));
    input = "$15\r\n1700000000000-0\r\n$15\r\n1700000000000-1\r\n";
    EXPECT_EQ(session->take_reply(input), 1U);
    EXPECT_EQ(session->take_reply(input), 2U);
    EXPECT_EQ(session->take_reply(input), std::nullopt);
}

TEST(RedisSession, CountsNoErrorAndNothingUnasked) {
    const auto session = redis_sessions(100)();
    std::string_view input = "$15\r\n1700000000000-0\r\n";
    EXPECT_THROW(session->take_reply(input), std::runtime_error);
    std::string sent;
    session->put_message(sent, 1);
    input = "-MISCONF no space left\r\n";
    EXPECT_THAT([&] { session->take_reply(input); }, ThrowsMessage<std::runtime_error>(HasSubstr("no space left")));
    input = "-LOADING\r\n";
    EXPECT_THROW(session->take_greeting(input), std::runtime_error);
}

TEST(HttpSession, CountsSuccessesInTheirOrder) {
    const auto session = http_sessions(
        {PreparedMessage(http1::request("POST", "/requests", {"Idempotency-Key: 0123456789abcdef"}, "{}"))}, 201)();
    std::string_view input = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
    EXPECT_TRUE(session->take_greeting(input));
    EXPECT_TRUE(input.empty());
    std::string sent;
    session->put_message(sent, 1);
    EXPECT_EQ(sent,
              "POST /requests HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: 0000000000000001\r\n"
              "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    session->put_message(sent, 2);
    input =
        "HTTP/1.1 201 Created\r\nETag: \"1\"\r\nContent-Length: 3\r\n\r\n{}\nHTTP/1.1 201 Created\r\nContent-Length: "
        "1\r\n\r\n";
    EXPECT_EQ(session->take_reply(input), 1U);
    EXPECT_EQ(session->take_reply(input), std::nullopt) << "the body has not come";
    input = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(session->take_reply(input), 2U);
}

TEST(HttpSession, CountsNoProblemAndNothingUnasked) {
    const auto session = http_sessions(
        {PreparedMessage(http1::request("GET", "/x", {"X-Correlation-Id: 0123456789abcdef"}, ""))}, 200)();
    std::string_view input = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    EXPECT_THROW(session->take_reply(input), std::runtime_error);
    std::string sent;
    session->put_message(sent, 1);
    input = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";
    EXPECT_THAT([&] { session->take_reply(input); }, ThrowsMessage<std::runtime_error>(HasSubstr("503: busy")));
    input = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT([&] { session->take_reply(input); }, ThrowsMessage<std::runtime_error>(HasSubstr("Content-Length")));
    input = "SSH-2.0-OpenSSH\r\n\r\n";
    EXPECT_THROW(session->take_reply(input), std::runtime_error);
}

}  // namespace
}  // namespace hf::bench
