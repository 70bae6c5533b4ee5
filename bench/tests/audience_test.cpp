#include "bench/load/audience.hpp"

#include <gtest/gtest.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "bench/wire/zmtp.hpp"
#include "core/messages/value.hpp"

namespace hf::bench {
namespace {

std::string fact(std::uint64_t position, std::uint64_t time) {
    return MsgpackCodec().encode(ValueMap{{"position", Value(position)}, {"time", Value(time)}});
}

TEST(NumberAfter, ReadsEveryFormOfANumber) {
    for (const std::uint64_t number :
         {0ULL, 127ULL, 128ULL, 255ULL, 256ULL, 65'535ULL, 65'536ULL, 0xffffffffULL, 0x100000000ULL, ~0ULL}) {
        EXPECT_EQ(number_after(fact(number, 1), "position"), number);
        EXPECT_EQ(number_after(fact(1, number), "time"), number);
    }
}

TEST(NumberAfter, IsNothingWithoutAWholeNumber) {
    const auto whole = fact(0x100000000, 1);
    for (std::size_t size = 0; size < whole.find("\xa4time"); ++size)
        EXPECT_EQ(number_after(std::string_view(whole).substr(0, size), "position"), std::nullopt) << size;
    EXPECT_EQ(number_after(MsgpackCodec().encode(ValueMap{{"time", Value("noon")}}), "time"), std::nullopt);
    EXPECT_EQ(number_after(MsgpackCodec().encode(ValueMap{{"time", Value(-1)}}), "time"), std::nullopt);
}

TEST(FeedSession, SubscribesAfterTheGreetings) {
    FeedSession session([](std::uint64_t, std::string_view) {});
    EXPECT_EQ(session.greeting(), zmtp::greeting() + zmtp::ready("SUB"));
    const auto servers = zmtp::greeting() + zmtp::ready("PUB");
    std::string_view input = servers;
    EXPECT_TRUE(session.take_greeting(input));
    std::string sent;
    session.put_message(sent, 0);
    EXPECT_EQ(sent, zmtp::subscribe(""));
}

TEST(FeedSession, TellsEventsFromHeartbeats) {
    std::vector<std::uint64_t> positions;
    std::string last;
    FeedSession session([&](std::uint64_t position, std::string_view map) {
        positions.push_back(position);
        last = map;
    });
    const auto bytes = zmtp::frame("$heartbeat", true) + zmtp::frame(fact(6, 1)) +
                       zmtp::frame("request.RequestCreated.req-1", true) + zmtp::frame(fact(7, 2));
    std::string_view input = bytes;
    while (session.take_reply(input)) {
    }
    EXPECT_EQ(positions, (std::vector<std::uint64_t>{0, 7}));
    EXPECT_EQ(last, fact(7, 2));
    const auto nonsense = zmtp::frame("topic", true) + zmtp::frame("nonsense");
    input = nonsense;
    EXPECT_THROW(session.take_reply(input), std::runtime_error);
}

}  // namespace
}  // namespace hf::bench
