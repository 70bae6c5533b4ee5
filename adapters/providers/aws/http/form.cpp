#include "adapters/providers/aws/http/form.hpp"

#include <algorithm>

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
