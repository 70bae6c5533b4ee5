#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace hf {
namespace {

template <class Word>
bool is_ascii_word(const char* bytes) {
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return (word & static_cast<Word>(0x8080808080808080U)) == 0;
}

// Nearly all text is ASCII, and most of it is shorter than two words: its last word overlaps the one before.
bool is_ascii(std::string_view text) {
    const auto* const bytes = text.data();
    const auto size = text.size();
    if (size >= sizeof(std::uint64_t)) {
        for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t))
            if (!is_ascii_word<std::uint64_t>(bytes + at)) return false;
        return is_ascii_word<std::uint64_t>(bytes + size - sizeof(std::uint64_t));
    }
    if (size >= sizeof(std::uint32_t))
        return is_ascii_word<std::uint32_t>(bytes) &&
               is_ascii_word<std::uint32_t>(bytes + size - sizeof(std::uint32_t));
    return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

constexpr bool is_within(unsigned char byte, unsigned char low, unsigned char high) {
    return byte >= low && byte <= high;
}

// Returns the length of the character that begins here, or 0 if none does. The range of the second
// byte excludes overlong forms, surrogates and numbers that are too large (Unicode, table 3-7).
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t from, std::size_t count) {
        if (text.size() < count) return false;
        for (std::size_t i = from; i < count; ++i)
            if (!is_within(byte(i), 0x80, 0xbf)) return false;
        return true;
    };
    const auto second = [&](unsigned char low, unsigned char high) {
        return text.size() > 1 && is_within(byte(1), low, high);
    };

    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (is_within(first, 0xc2, 0xdf)) return second(0x80, 0xbf) ? 2 : 0;
    if (is_within(first, 0xe0, 0xef)) {
        const unsigned char low = first == 0xe0 ? 0xa0 : 0x80;
        const unsigned char high = first == 0xed ? 0x9f : 0xbf;
        return second(low, high) && continues(2, 3) ? 3 : 0;
    }
    if (is_within(first, 0xf0, 0xf4)) {
        const unsigned char low = first == 0xf0 ? 0x90 : 0x80;
        const unsigned char high = first == 0xf4 ? 0x8f : 0xbf;
        return second(low, high) && continues(2, 4) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
    if (is_ascii(text)) return text.size();
    std::size_t at = 0;
    while (at < text.size()) {
        while (text.size() - at > sizeof(std::uint64_t) && is_ascii_word<std::uint64_t>(text.data() + at))
            at += sizeof(std::uint64_t);
        const auto length = character_length(text.substr(at));
        if (length == 0) break;
        at += length;
    }
    return at;
}

std::string with_valid_utf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (true) {
        const auto good = utf8_prefix(text);
        result += text.substr(0, good);
        if (good == text.size()) return result;
        result += "\xef\xbf\xbd";
        text.remove_prefix(good + 1);
    }
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    auto cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
    return std::string(text.substr(0, cut)) + "…";
}

}  // namespace hf
