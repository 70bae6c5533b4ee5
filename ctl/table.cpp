#include "ctl/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/text/utf8.hpp"

namespace hf::ctl {
namespace {

constexpr std::string_view gap = "  ";

// The length of the first character of valid UTF-8.
std::size_t utf8_character(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) ++length;
    return length;
}

char32_t code_point(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first;
    char32_t code = first & (0xffU >> (character.size() + 1));
    for (const char c : character.substr(1)) code = (code << 6U) | (static_cast<unsigned char>(c) & 0x3fU);
    return code;
}

// True for the control characters of ASCII and Latin-1, which begin sequences as ESC does, for line
// ends, and for characters that change the direction of writing, so that a line would read as another.
bool drives_a_terminal(std::string_view character) {
    const auto code = code_point(character);
    const auto within = [&](char32_t low, char32_t high) { return code >= low && code <= high; };
    return code < 0x20 || within(0x7f, 0x9f) || within(0x200e, 0x200f) || within(0x2028, 0x202e) ||
           within(0x2066, 0x2069);
}

std::string escaped(std::string_view character) {
    const auto code = static_cast<std::uint32_t>(code_point(character));
    return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    const auto valid = with_valid_utf8(text);
    for (std::size_t at = 0; at < valid.size();) {
        const auto length = utf8_character(std::string_view(valid).substr(at));
        const auto character = std::string_view(valid).substr(at, length);
        result += drives_a_terminal(character) ? escaped(character) : std::string(character);
        at += length;
    }
    return result;
}

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void Table::add(std::vector<std::string> row) {
    for (auto& cell : row) cell = cell.empty() ? "-" : printable(cell);
    row.resize(headings_.size(), "-");
    rows_.push_back(std::move(row));
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    for (const auto& heading : headings_) widths.push_back(width(heading));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));

    std::string result;
    const auto put = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            result += row[i];
            // No blanks at the end of a line, where they would only make it wrap.
            if (i + 1 < row.size()) result.append(widths[i] - width(row[i]), ' ').append(gap);
        }
        result += '\n';
    };
    put(headings_);
    for (const auto& row : rows_) put(row);
    return result;
}

}  // namespace hf::ctl
