// bench/RESULTS.md and bench/history: what was measured last, and what was measured before.
//
//     History history("bench/history/durable.csv", {"date", "commit", "1 × 1"});
//     history.append({"2026-11-29", "0a1b2c3", "0.55"});
//     write_section("bench/RESULTS.md", "durable", text + markdown_table(history.columns(), history.last(5)));
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hf::bench {

using Row = std::vector<std::string>;

std::string markdown_table(const Row& columns, const std::vector<Row>& rows);

// Replaces what stands between the marks of this name, or adds marks and text at the end; the rest of the document
// stays as it is. Throws std::runtime_error if one mark is there without the other, or the file can't be written.
void write_section(const std::filesystem::path& document, std::string_view name, std::string_view text);
std::string with_section(std::string document, std::string_view name, std::string_view text);

// A file of comma-separated values that only ever grows.
class History {
public:
    // Throws std::runtime_error if the file has other columns.
    History(std::filesystem::path file, Row columns);

    // Throws std::invalid_argument if a value has a comma or a line's end, or the number of values is wrong.
    void append(const Row& row);
    [[nodiscard]] std::vector<Row> last(std::size_t count) const;  // the newest first
    [[nodiscard]] const Row& columns() const { return columns_; }

private:
    std::filesystem::path file_;
    Row columns_;
    std::vector<Row> rows_;
};

}  // namespace hf::bench
