// Table: aligned columns for people, two blanks apart.
//
//     Table table({"ID", "STATUS"});
//     table.add({"req-1", "pending"});
//     std::fputs(table.text().c_str(), stdout);
//
// An empty cell is shown as "-". Characters that could control the terminal are escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hf::ctl {

class Table {
public:
    explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    // Adds a row with as many cells as there are headings.
    void add(std::vector<std::string> row);
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
};

// Escapes control characters as "\x1b" or "\u202e", and makes the text valid UTF-8: a machine's
// name is chosen by its provider and must not move the cursor.
std::string printable(std::string_view text);

// The number of terminal columns that UTF-8 text takes, counting one per character.
std::size_t width(std::string_view text);

}  // namespace hf::ctl
