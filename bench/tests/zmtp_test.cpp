#include "bench/wire/zmtp.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hf::bench {
namespace {

using namespace std::string_view_literals;

TEST(Zmtp, GreetingIsThatOfRfc23) {
    const auto greeting = zmtp::greeting();
    ASSERT_EQ(greeting.size(), 64U);
    EXPECT_EQ(greeting.substr(0, 12), "\xff\0\0\0\0\0\0\0\0\x7f\x03\x01"sv);
    EXPECT_EQ(greeting.substr(12, 20), "NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv);
    EXPECT_EQ(greeting.substr(32), std::string(32, '\0'));
}

TEST(Zmtp, ReadyNamesTheTypeOfTheSocket) {
    EXPECT_EQ(zmtp::ready("DEALER"),
              "\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06"
              "DEALER"sv);
}

TEST(Zmtp, SubscribeIsACommandWithTheTopic) { EXPECT_EQ(zmtp::subscribe("machine."), "\x04\x12\x09SUBSCRIBEmachine."); }

TEST(Zmtp, FramesOfMoreThan255BytesHaveLongSizes) {
    EXPECT_EQ(zmtp::frame("", true), "\x01\x00"sv);
    EXPECT_EQ(zmtp::frame("abc"),
              "\x00\x03"
              "abc"sv);
    EXPECT_EQ(zmtp::frame(std::string(255, 'a')).substr(0, 2), "\x00\xff"sv);
    const auto longer = zmtp::frame(std::string(256, 'a'), true);
    EXPECT_EQ(longer.substr(0, 9), "\x03\0\0\0\0\0\0\x01\0"sv);
    EXPECT_EQ(longer.size(), 9U + 256U);
}

TEST(Zmtp, TakesWhatWasPut) {
    const auto bytes = zmtp::greeting() + zmtp::ready("ROUTER") + zmtp::frame("", true) +
                       zmtp::frame(std::string(1000, 'x')) + zmtp::frame("next");
    std::string_view input = bytes;
    ASSERT_TRUE(zmtp::take_greeting(input));
    const auto ready = zmtp::take_frame(input);
    ASSERT_TRUE(ready && ready->command);
    EXPECT_TRUE(ready->body.starts_with("\x05READY"));
    const auto delimiter = zmtp::take_frame(input);
    ASSERT_TRUE(delimiter && delimiter->more && !delimiter->command);
    EXPECT_TRUE(delimiter->body.empty());
    const auto message = zmtp::take_frame(input);
    ASSERT_TRUE(message && !message->more);
    EXPECT_EQ(message->body, std::string(1000, 'x'));
    EXPECT_EQ(zmtp::take_frame(input)->body, "next");
    EXPECT_TRUE(input.empty());
    EXPECT_FALSE(zmtp::take_frame(input));
}

// A socket may deliver a part of anything.
TEST(Zmtp, TakesNothingOfAnIncompletePart) {
    for (const auto& whole : {zmtp::frame("abc"), zmtp::frame(std::string(300, 'a'))})
        for (std::size_t size = 0; size < whole.size(); ++size) {
            auto input = std::string_view(whole).substr(0, size);
            EXPECT_FALSE(zmtp::take_frame(input)) << size;
            EXPECT_EQ(input.size(), size);
        }
    const auto greeting = zmtp::greeting();
    auto input = std::string_view(greeting).substr(0, 63);
    EXPECT_FALSE(zmtp::take_greeting(input));
    EXPECT_EQ(input.size(), 63U);
}

TEST(Zmtp, RefusesWhatIsNoZmtp) {
    const auto taken = [](std::string_view input) { return zmtp::take_frame(input).has_value(); };
    EXPECT_THROW(taken("\x08\x00"sv), std::runtime_error);
    EXPECT_THROW(taken("\x02\x7f\0\0\0\0\0\0\0"sv), std::runtime_error);
    const auto greeted = [](const std::string& text) {
        std::string_view input = text;
        return zmtp::take_greeting(input);
    };
    EXPECT_THROW(greeted(std::string(64, 'H')), std::runtime_error);
    EXPECT_THROW(greeted(zmtp::greeting().replace(10, 1, 1, '\1')), std::runtime_error);
    EXPECT_THROW(greeted(zmtp::greeting().replace(12, 5, "CURVE")), std::runtime_error);
}

}  // namespace
}  // namespace hf::bench
