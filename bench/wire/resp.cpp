#include "bench/wire/resp.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace hf::bench::resp {
namespace {

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string command(std::initializer_list<std::string_view> words) {
    auto text = fmt::format("*{}\r\n", words.size());
    for (const auto word : words) text += fmt::format("${}\r\n{}\r\n", word.size(), word);
    return text;
}

std::optional<Reply> take_reply(std::string_view& input) {
    const auto end = input.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = input.substr(0, end);
    if (line.empty() || std::string_view("+-:$").find(line[0]) == std::string_view::npos)
        throw std::runtime_error(fmt::format("the server has sent no reply of RESP: {}", line));
    const auto kind = static_cast<Kind>(line[0]);
    if (kind != Kind::bulk || line == "$-1") {
        input.remove_prefix(end + 2);
        return Reply{kind, kind == Kind::bulk ? std::string_view() : line.substr(1)};
    }
    std::size_t size = 0;
    const auto* const last = line.data() + line.size();
    if (const auto [at, fault] = std::from_chars(line.data() + 1, last, size); fault != std::errc() || at != last)
        throw std::runtime_error(fmt::format("the server has sent a length that is no number: {}", line));
    const auto rest = input.substr(end + 2);
    if (rest.size() < 2 || rest.size() - 2 < size) return std::nullopt;
    if (rest.substr(size, 2) != "\r\n") throw std::runtime_error("the server has sent a text longer than it said");
    input.remove_prefix(end + 2 + size + 2);
    return Reply{kind, rest.substr(0, size)};
}

bool is_stream_id(std::string_view text) {
    const auto hyphen = text.find('-');
    return hyphen != std::string_view::npos && all_digits(text.substr(0, hyphen)) &&
           all_digits(text.substr(hyphen + 1));
}

}  // namespace hf::bench::resp
