#include "ctl/changing_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <tuple>

#include "ctl/table.hpp"

namespace hf::ctl {

ChangingLine::ChangingLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ChangingLine::~ChangingLine() {
    if (terminal_ && !last_.empty()) std::ignore = std::fputs("\n", stderr);
}

void ChangingLine::show(const std::string& text) {
    if (text == last_) return;
    std::ignore = std::fputs(
        fmt::format("{}{}{}", terminal_ ? "\r\x1b[K" : "", printable(text), terminal_ ? "" : "\n").c_str(), stderr);
    std::ignore = std::fflush(stderr);
    last_ = text;
}

void ChangingLine::clear() {
    if (terminal_ && !last_.empty()) std::ignore = std::fputs("\r\x1b[K", stderr);
    std::ignore = std::fflush(stderr);
    last_.clear();
}

}  // namespace hf::ctl
