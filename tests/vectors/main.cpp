// hf_vectors: names the files of docs/vectors that differ from the code's encodings. With --update
// it writes them.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/support/places.hpp"
#include "tests/vectors/vectors.hpp"

namespace {

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

int main(int argc, char** argv) try {
    const bool update = argc == 2 && std::string_view(argv[1]) == "--update";
    if (argc > 1 && !update) {
        std::cerr << "usage: hf_vectors [--update]\n";
        return 2;
    }
    const std::filesystem::path directory = hf::testing::source("docs/vectors");
    std::filesystem::create_directories(directory);
    bool stale = false;
    for (const auto& file : hf::testing::vector_files()) {
        const auto path = directory / file.name;
        const auto text = text_of(file);
        if (contents(path) == text) continue;
        stale = true;
        std::cout << path.string() << (update ? " is written\n" : " is not what the code makes\n");
        if (update && !(std::ofstream(path) << text)) throw std::runtime_error(path.string() + " can't be written");
    }
    return stale && !update ? 1 : 0;
} catch (const std::exception& e) {
    std::cerr << "hf_vectors: " << e.what() << '\n';
    return 1;
}
