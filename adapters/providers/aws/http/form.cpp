#include "adapters/providers/aws/http/form.hpp"

#include <algorithm>
#include <charconv>

namespace hf::aws {
namespace {

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

std::string percent_encoded(std::string_view text, std::string_view keep) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c) || keep.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4U];
        result += digits[byte & 15U];
    }
    return result;
}

Form& Form::set(const std::string& name, std::string value) {
    const auto it = std::find_if(fields_.begin(), fields_.end(), [&](const auto& f) { return f.first == name; });
    if (it == fields_.end()) return add(name, std::move(value));
    it->second = std::move(value);
    return *this;
}

bool Form::has(const std::string& name, const std::string& value) const {
    return std::find(fields_.begin(), fields_.end(), std::pair{name, value}) != fields_.end();
}

std::optional<std::string> Form::value(const std::string& name) const {
    const auto it = std::find_if(fields_.begin(), fields_.end(), [&](const auto& f) { return f.first == name; });
    return it == fields_.end() ? std::nullopt : std::optional(it->second);
}

std::set<std::size_t> Form::numbers_in(const std::string& list) const {
    std::set<std::size_t> numbers;
    for (const auto& [name, value] : fields_) {
        if (!name.starts_with(list)) continue;
        const auto* const begin = name.data() + list.size();
        std::size_t number{};
        if (std::from_chars(begin, name.data() + name.size(), number).ec == std::errc{}) numbers.insert(number);
    }
    return numbers;
}

std::string Form::encoded() const {
    std::string text;
    for (const auto& [name, value] : fields_) {
        if (!text.empty()) text += '&';
        text += percent_encoded(name);
        text += '=';
        text += percent_encoded(value);
    }
    return text;
}

}  // namespace hf::aws
