// ChangingLine: progress on standard error. On a terminal each text replaces the one before, otherwise it follows it.
//
//     ChangingLine line;
//     line.show("req-1: pending");
//
// Used by one thread. A closed standard error is ignored.
#pragma once

#include <string>

namespace hf::ctl {

class ChangingLine {
public:
    ChangingLine();
    ~ChangingLine();
    ChangingLine(const ChangingLine&) = delete;
    ChangingLine& operator=(const ChangingLine&) = delete;

    void show(const std::string& text);
    // Takes the line from a terminal again.
    void clear();
    [[nodiscard]] bool is_terminal() const { return terminal_; }

private:
    bool terminal_;
    std::string last_;
};

}  // namespace hf::ctl
