#include "adapters/providers/aws/credentials/ini_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace hf::aws {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

IniFile read_ini(const std::string& path) {
    IniFile result;
    std::ifstream file(path);
    IniSection* section = nullptr;
    for (std::string line; std::getline(file, line);) {
        const bool nested = line.starts_with(' ') || line.starts_with('\t');
        auto text = trimmed(line);
        if (text.empty() || text.front() == '#' || text.front() == ';' || nested) continue;
        if (text.front() == '[') {
            const auto end = std::min(text.find(']'), text.size());
            section = &result[trimmed(text.substr(1, end - 1))];
            continue;
        }
        const auto equals = text.find('=');
        if (!section || equals == std::string::npos) continue;
        auto key = trimmed(text.substr(0, equals));
        std::transform(key.begin(), key.end(), key.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        auto value = trimmed(text.substr(equals + 1));
        // A comment after a value starts with a blank.
        for (const auto* mark : {" #", " ;"})
            if (const auto at = value.find(mark); at != std::string::npos) value = trimmed(value.substr(0, at));
        (*section)[key] = std::move(value);
    }
    return result;
}

}  // namespace hf::aws
