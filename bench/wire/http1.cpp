#include "bench/wire/http1.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace hf::bench::http1 {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view protocol = "HTTP/1.1 ";

template <class Number>
Number number_in(std::string_view text) {
    Number number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size())
        throw std::runtime_error(fmt::format("a response of HTTP has \"{}\" where a number belongs", text));
    return number;
}

bool is_named(std::string_view line, std::string_view name) {
    return line.size() > name.size() && line[name.size()] == ':' &&
           std::equal(name.begin(), name.end(), line.begin(),
                      [](char one, char other) { return one == (other | ('A' <= other && other <= 'Z' ? 0x20 : 0)); });
}

std::size_t length_in(std::string_view headers) {
    while (!headers.empty()) {
        const auto end = headers.find(line_end);
        const auto line = headers.substr(0, end);
        if (is_named(line, "content-length")) {
            auto value = line.substr(line.find(':') + 1);
            value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
            return number_in<std::size_t>(value);
        }
        headers.remove_prefix(end == std::string_view::npos ? headers.size() : end + line_end.size());
    }
    throw std::runtime_error("a response of HTTP has no Content-Length");
}

}  // namespace

std::string request(std::string_view method, std::string_view path, std::initializer_list<std::string_view> headers,
                    std::string_view body) {
    auto bytes = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
    for (const auto header : headers) bytes += fmt::format("{}\r\n", header);
    if (!body.empty()) bytes += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
    return bytes + "\r\n" + std::string(body);
}

std::optional<Response> take_response(std::string_view& input) {
    const auto head_size = input.find("\r\n\r\n");
    if (head_size == std::string_view::npos) return std::nullopt;
    const auto head = input.substr(0, head_size);
    if (!head.starts_with(protocol) || head.size() < protocol.size() + 3)
        throw std::runtime_error(fmt::format("no response of HTTP/1.1: {}", head.substr(0, head.find(line_end))));
    const auto status = number_in<unsigned>(head.substr(protocol.size(), 3));
    const auto first = head.find(line_end);
    const auto length = length_in(first == std::string_view::npos ? std::string_view{} : head.substr(first + 2));
    if (input.size() < head_size + 4 + length) return std::nullopt;
    const Response response{status, input.substr(head_size + 4, length)};
    input.remove_prefix(head_size + 4 + length);
    return response;
}

}  // namespace hf::bench::http1
