#include "bench/wire/resp.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hf::bench {
namespace {

TEST(Resp, ACommandIsAListOfTexts) {
    EXPECT_EQ(resp::command({"XADD", "s", "*", "e", ""}),
              "*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$1\r\ne\r\n$0\r\n\r\n");
}

TEST(Resp, TakesOneReplyAfterTheOther) {
    const std::string bytes = "+PONG\r\n-ERR no such thing\r\n:42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n+OK\r\n";
    std::string_view input = bytes;
    const auto next = [&] {
        const auto reply = resp::take_reply(input);
        return reply ? static_cast<char>(reply->kind) + std::string(reply->text) : "nothing";
    };
    EXPECT_EQ(next(), "+PONG");
    EXPECT_EQ(next(), "-ERR no such thing");
    EXPECT_EQ(next(), ":42");
    EXPECT_EQ(next(), "$a\r\nbc");
    EXPECT_EQ(next(), "$");
    EXPECT_EQ(next(), "$");
    EXPECT_EQ(next(), "+OK");
    EXPECT_EQ(next(), "nothing");
}

TEST(Resp, TakesNothingOfAnIncompleteReply) {
    const std::string whole = "$12\r\n1700000000-0\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto input = std::string_view(whole).substr(0, size);
        EXPECT_FALSE(resp::take_reply(input)) << size;
        EXPECT_EQ(input.size(), size);
    }
}

TEST(Resp, RefusesWhatIsNoReply) {
    for (std::string_view input : {"HTTP/1.1\r\n", "\r\n", "$x\r\n", "$\r\n", "$-2\r\n", "$1\r\nabcd\r\n", "*1\r\n"})
        EXPECT_THROW(static_cast<void>(resp::take_reply(input)), std::runtime_error) << input;
}

TEST(Resp, KnowsTheIdOfAnEntry) {
    EXPECT_TRUE(resp::is_stream_id("1700000000000-0"));
    for (const auto* wrong : {"", "-", "1-", "-1", "1", "a-1", "1-1-1", "1 -1"})
        EXPECT_FALSE(resp::is_stream_id(wrong));
}

}  // namespace
}  // namespace hf::bench
