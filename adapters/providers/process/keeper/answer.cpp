#include "adapters/providers/process/keeper/answer.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "adapters/providers/process/machine_files.hpp"

namespace hf::keeper {

void Answer::give(const char* word, const char* text) {
    if (file_ < 0) return;
    std::array<char, 2048> line{};
    const int whole = std::snprintf(line.data(), line.size(), "%s %s", word, text);
    // A text that is too long is cut, so that the line still ends.
    const auto length = std::min(static_cast<std::size_t>(whole), line.size() - 1);
    line[length] = '\n';
    // A write that fails is not repeated, since the daemon that asked is gone.
    [[maybe_unused]] const auto written = ::write(file_, line.data(), length + 1);
    ::close(file_);
    file_ = -1;
}

void Answer::give(const char* word, const char* doing, const char* what, int error) {
    std::array<char, 1536> text{};
    std::snprintf(text.data(), text.size(), "%s %s: %s", doing, what, std::strerror(error));
    give(word, text.data());
}

const char* word_for(int error) {
    const bool full = error == EAGAIN || error == ENOMEM;
    return full ? process::word::no_capacity : process::word::unreachable;
}

}  // namespace hf::keeper
