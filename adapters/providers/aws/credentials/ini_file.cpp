#include "adapters/providers/aws/credentials/ini_file.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "adapters/system/bounded_file.hpp"

namespace hf::aws {
namespace {

constexpr std::size_t most_bytes = 4 << 20;

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

IniFile read_ini(const std::string& path) {
    IniFile result;
    // Whatever can't be read has no settings: sites name /dev/null to have none.
    std::istringstream file(read_bounded_file(path, most_bytes).value_or(""));
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
