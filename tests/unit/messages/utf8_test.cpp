#include "core/text/utf8.hpp"

#include <gtest/gtest.h>

namespace hf::testing {
namespace {

// The bytes of a number in UTF-8's scheme, allowed or not.
std::string encoded_in(int length, std::uint32_t number) {
    if (length == 1) return {static_cast<char>(number)};
    std::string result;
    for (int i = 1; i < length; ++i, number >>= 6U)
        result.insert(result.begin(), static_cast<char>(0x80U | (number & 0x3fU)));
    const std::uint32_t marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    result.insert(result.begin(), static_cast<char>(marks[length] | number));
    return result;
}

int shortest_length(std::uint32_t number) {
    if (number < 0x80) return 1;
    if (number < 0x800) return 2;
    return number < 0x10000 ? 3 : 4;
}

TEST(Utf8, TakesTheShortestFormOfACharacterOnly) {
    constexpr std::uint32_t most[] = {0, 0x7f, 0x7ff, 0xffff, 0x1fffff};
    for (int length = 1; length <= 4; ++length) {
        const std::uint32_t step = length == 4 ? 13 : 1;
        for (std::uint32_t number = 0; number <= most[length]; number += step) {
            const bool surrogate = number >= 0xd800 && number <= 0xdfff;
            const bool expected = length == shortest_length(number) && !surrogate && number <= 0x10ffff;
            ASSERT_EQ(is_utf8(encoded_in(length, number)), expected) << length << " bytes of " << number;
        }
    }
}

TEST(Utf8, EndsWhereUnicodeEnds) {
    EXPECT_TRUE(is_utf8(encoded_in(4, 0x10000)));
    EXPECT_TRUE(is_utf8(encoded_in(4, 0x10ffff)));
    EXPECT_FALSE(is_utf8(encoded_in(4, 0xffff)));
    EXPECT_FALSE(is_utf8(encoded_in(4, 0x110000)));
}

TEST(Utf8, RefusesWhatIsCutShortOrStray) {
    for (const std::string whole : {"é", "世", "🙂"}) {
        for (std::size_t size = 1; size < whole.size(); ++size) {
            EXPECT_FALSE(is_utf8(whole.substr(0, size)));
            EXPECT_FALSE(is_utf8(whole.substr(0, size) + "a"));
        }
        for (std::size_t size = 1; size < whole.size(); ++size) EXPECT_FALSE(is_utf8(whole.substr(size)));
    }
    for (const char* stray : {"\xff", "\xfe", "\xc0", "\xc1", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80"})
        EXPECT_FALSE(is_utf8(stray));
}

TEST(Utf8, FindsTheFirstBadByteWhereverItIs) {
    for (std::size_t at = 0; at < 40; ++at) {
        std::string text(40, 'a');
        text[at] = '\x80';
        EXPECT_EQ(utf8_prefix(text), at);
    }
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Utf8, ReplacesBadBytesAndKeepsTheRest) {
    EXPECT_EQ(with_valid_utf8("a\xff\xe4\xb8z世"), "a\ufffd\ufffd\ufffdz世");
    EXPECT_EQ(with_valid_utf8(""), "");
    EXPECT_EQ(with_valid_utf8("\x80"), "\ufffd");
}

TEST(Utf8, ShortensBetweenCharacters) {
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(shortened("abcd", 3), "abc…");
    EXPECT_EQ(shortened("ab世", 3), "ab…");
    EXPECT_EQ(shortened("世", 2), "…");
}

}  // namespace
}  // namespace hf::testing
