#include "bench/results/document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace hf::bench {
namespace {

std::string whole_text(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return (std::stringstream() << stream.rdbuf()).str();
}

Row values_of(const std::string& line) {
    Row values;
    std::istringstream stream(line);
    for (std::string value; std::getline(stream, value, ',');) values.push_back(value);
    return values;
}

std::string mark(std::string_view name, std::string_view which) {
    return fmt::format("<!-- {} of what `./dev bench {}` writes -->\n", which, name);
}

}  // namespace

std::string markdown_table(const Row& columns, const std::vector<Row>& rows) {
    const auto line = [](const Row& values) { return fmt::format("| {} |\n", fmt::join(values, " | ")); };
    auto text = line(columns) + line(Row(columns.size(), "---"));
    for (const auto& row : rows) text += line(row);
    return text;
}

std::string with_section(std::string document, std::string_view name, std::string_view text) {
    const auto begin = mark(name, "begin");
    const auto end = mark(name, "end");
    const auto from = document.find(begin);
    const auto to = document.find(end);
    const auto section = fmt::format("{}{}{}", begin, text, end);
    if (from == std::string::npos && to == std::string::npos) return document + "\n" + section;
    if (from == std::string::npos || to == std::string::npos || to < from)
        throw std::runtime_error(fmt::format("the marks of the section \"{}\" do not belong together", name));
    return document.replace(from, to + end.size() - from, section);
}

void write_section(const std::filesystem::path& document, std::string_view name, std::string_view text) {
    const auto whole = with_section(whole_text(document), name, text);
    auto written = document;
    written += ".new";
    std::ofstream file(written, std::ios::binary);
    file << whole;
    file.close();
    if (!file) throw std::runtime_error(fmt::format("{} can't be written", written.string()));
    std::filesystem::rename(written, document);
}

History::History(std::filesystem::path file, Row columns) : file_(std::move(file)), columns_(std::move(columns)) {
    std::istringstream lines(whole_text(file_));
    std::string line;
    if (std::getline(lines, line) && values_of(line) != columns_)
        throw std::runtime_error(fmt::format("{} has other columns than {}; move it away to begin a new history",
                                             file_.string(), fmt::join(columns_, ",")));
    while (std::getline(lines, line)) rows_.push_back(values_of(line));
}

void History::append(const Row& row) {
    if (row.size() != columns_.size()) throw std::invalid_argument("a row of a history has a value for each column");
    for (const auto& value : row)
        if (value.empty() || value.find_first_of(",\n\r") != std::string::npos)
            throw std::invalid_argument(fmt::format("\"{}\" can't be a value of a history", value));
    if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path());
    const bool fresh = !std::filesystem::exists(file_) || std::filesystem::file_size(file_) == 0;
    std::ofstream file(file_, std::ios::app | std::ios::binary);
    if (fresh) file << fmt::format("{}\n", fmt::join(columns_, ","));
    file << fmt::format("{}\n", fmt::join(row, ","));
    if (!file.flush()) throw std::runtime_error(fmt::format("{} can't be written", file_.string()));
    rows_.push_back(row);
}

std::vector<Row> History::last(std::size_t count) const {
    return {rows_.rbegin(), rows_.rbegin() + static_cast<std::ptrdiff_t>(std::min(count, rows_.size()))};
}

}  // namespace hf::bench
