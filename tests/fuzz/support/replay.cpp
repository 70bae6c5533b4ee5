// Feeds files to a target, without libFuzzer:
//
//     hf_fuzz_replay TARGET FILE-OR-DIRECTORY…
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

const FuzzTarget* named(std::string_view name) {
    for (const auto* target : FuzzTarget::all())
        if (target->name() == name) return target;
    return nullptr;
}

// Returns how many files there were.
int replay(const FuzzTarget& target, const fs::path& path) {
    std::vector<fs::path> files{path};
    if (fs::is_directory(path)) files.assign(fs::directory_iterator(path), {});
    for (const auto& file : files) {
        // A file that ends the program is the last one that is named.
        std::printf("%s\n", file.c_str());
        std::fflush(stdout);
        target.feed(contents_of(file));
    }
    return static_cast<int>(files.size());
}

}  // namespace
}  // namespace hf::fuzz

int main(int count, char** words) {
    const auto* target = count > 2 ? hf::fuzz::named(words[1]) : nullptr;
    if (!target) {
        std::fprintf(stderr, "usage: hf_fuzz_replay TARGET FILE-OR-DIRECTORY…; the targets are");
        for (const auto* each : hf::fuzz::FuzzTarget::all())
            std::fprintf(stderr, " %.*s", static_cast<int>(each->name().size()), each->name().data());
        std::fprintf(stderr, "\n");
        return 2;
    }
    int files = 0;
    for (int i = 2; i < count; ++i) files += hf::fuzz::replay(*target, words[i]);
    std::printf("%d inputs\n", files);
    return files > 0 ? 0 : 1;
}
