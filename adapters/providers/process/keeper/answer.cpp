#include "adapters/providers/process/keeper/answer.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "adapters/providers/process/machine_files.hpp"

namespace hf::keeper {

void Answer::give(const char* word, const char* text) {
    if (file_ < 0) return;
    std::array<char, 2048> line{};
    std::snprintf(line.data(), line.size() - 1, "%s %s", word, text);
    std::strcat(line.data(), "\n");
    // Not repeated when it fails: the daemon that asked is gone.
    [[maybe_unused]] const auto written = ::write(file_, line.data(), std::strlen(line.data()));
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
