#include "http/who/jwt/base64url.hpp"

#include <cstdint>

namespace hf::http {
namespace {

constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::optional<std::string> bytes_of_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = base64url_alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 0xff);
        bits &= (1U << count) - 1;
    }
    // What is left over of the last character is nothing, so that no two texts have the same bytes.
    if (count >= 6 || bits != 0) return std::nullopt;
    return bytes;
}

std::string base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text += base64url_alphabet[(bits >> (count - 6)) & 0x3f];
        bits &= (1U << count) - 1;
    }
    if (count > 0) text += base64url_alphabet[(bits << (6 - count)) & 0x3f];
    return text;
}

}  // namespace hf::http
