// Table: columns for people, aligned, two blanks apart.
//
//     Table table({"ID", "STATUS"});
//     table.add({"req-1", "pending"});
//     std::fputs(table.text().c_str(), stdout);
//
// An empty cell is shown as "-". What could drive the terminal is made visible.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hf::ctl {

class Table {
public:
    explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    // As many cells as there are headings.
    void add(std::vector<std::string> row);
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
};

// The text with its control characters as "\x1b" or "\u202e", and valid UTF-8 whatever it was: a machine's
// name is whatever its provider says, and must not move the cursor.
std::string printable(std::string_view text);

// How many columns of a terminal a text of UTF-8 takes, each character being one.
std::size_t width(std::string_view text);

}  // namespace hf::ctl
