#include "ctl/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::ctl {
namespace {

constexpr std::string_view gap = "  ";

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            result += fmt::format("\\x{:02x}", byte);
        else
            result += c;
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
            // No blanks at the end of a line, where they only make it wrap.
            if (i + 1 < row.size()) result.append(widths[i] - width(row[i]), ' ').append(gap);
        }
        result += '\n';
    };
    put(headings_);
    for (const auto& row : rows_) put(row);
    return result;
}

}  // namespace hf::ctl
