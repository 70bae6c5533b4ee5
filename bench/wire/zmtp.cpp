#include "bench/wire/zmtp.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

namespace hf::bench::zmtp {
namespace {

constexpr std::size_t greeting_bytes = 64;
constexpr std::size_t version_at = 10;
constexpr std::size_t mechanism_at = 12;
constexpr std::size_t mechanism_bytes = 20;

constexpr std::uint8_t more_flag = 1;
constexpr std::uint8_t long_flag = 2;
constexpr std::uint8_t command_flag = 4;

// No message of a benchmark comes near this; a larger size is a stream that is read from the wrong place.
constexpr std::uint64_t most_bytes = 1U << 30;

std::string big_endian(std::uint64_t number, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(number >> (8 * i)));
    return text;
}

std::string flagged(std::uint8_t flags, std::string_view body) {
    const bool is_long = body.size() > 255;
    std::string text(1, static_cast<char>(flags | (is_long ? long_flag : 0)));
    text += big_endian(body.size(), is_long ? 8 : 1);
    return text.append(body);
}

std::string command(std::string_view name, std::string_view data) {
    std::string body = big_endian(name.size(), 1);
    return flagged(command_flag, body.append(name).append(data));
}

}  // namespace

std::string greeting() {
    std::string text(greeting_bytes, '\0');
    text[0] = '\xff';
    text[version_at - 1] = '\x7f';
    text[version_at] = 3;
    text[version_at + 1] = 1;
    return text.replace(mechanism_at, 4, "NULL");
}

std::string ready(std::string_view socket_type) {
    constexpr std::string_view name = "Socket-Type";
    return command("READY",
                   big_endian(name.size(), 1).append(name) + big_endian(socket_type.size(), 4).append(socket_type));
}

std::string subscribe(std::string_view topic) { return command("SUBSCRIBE", topic); }

std::string frame(std::string_view body, bool more) { return flagged(more ? more_flag : 0, body); }

bool take_greeting(std::string_view& input) {
    if (input.size() < greeting_bytes) return false;
    if (input[0] != '\xff' || input[version_at - 1] != '\x7f' || input[version_at] < 3)
        throw std::runtime_error("the server does not speak ZMTP 3");
    if (input.substr(mechanism_at, mechanism_bytes) != std::string("NULL").append(mechanism_bytes - 4, '\0'))
        throw std::runtime_error("the server wants another mechanism of ZMTP than NULL");
    input.remove_prefix(greeting_bytes);
    return true;
}

std::optional<Frame> take_frame(std::string_view& input) {
    if (input.empty()) return std::nullopt;
    const auto flags = static_cast<std::uint8_t>(input[0]);
    if (flags > (more_flag | long_flag | command_flag))
        throw std::runtime_error(fmt::format("the server has sent a frame of ZMTP with the flags {:#x}", flags));
    const std::size_t header = flags & long_flag ? 9 : 2;
    if (input.size() < header) return std::nullopt;
    std::uint64_t size = 0;
    for (std::size_t i = 1; i < header; ++i) size = size << 8 | static_cast<std::uint8_t>(input[i]);
    if (size > most_bytes) throw std::runtime_error(fmt::format("the server has sent a frame of {} bytes", size));
    if (input.size() - header < size) return std::nullopt;
    const Frame frame{input.substr(header, size), (flags & more_flag) != 0, (flags & command_flag) != 0};
    input.remove_prefix(header + size);
    return frame;
}

}  // namespace hf::bench::zmtp
