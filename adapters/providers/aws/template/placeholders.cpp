#include "adapters/providers/aws/template/placeholders.hpp"

namespace hf::aws {
namespace {

constexpr std::string_view opening_braces = "{{";
constexpr std::string_view closing_braces = "}}";

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// Calls `take(before, placeholder, name)` for each placeholder of the text, and returns what follows the last.
template <class Take>
std::string_view each_placeholder(std::string_view text, const Take& take) {
    while (true) {
        const auto begin = text.find(opening_braces);
        const auto end = begin == std::string_view::npos ? begin : text.find(closing_braces, begin);
        if (end == std::string_view::npos) return text;
        const auto name = text.substr(begin + opening_braces.size(), end - begin - opening_braces.size());
        take(text.substr(0, begin), text.substr(begin, end + closing_braces.size() - begin), without_blanks(name));
        text.remove_prefix(end + closing_braces.size());
    }
}

Value filled_value(const Value& value, const PlaceholderValues& values) {
    if (const auto* text = value.as<std::string>()) return filled(*text, values);
    if (const auto* map = value.as<ValueMap>()) return filled(*map, values);
    const auto* list = value.as<ValueList>();
    if (!list) return value;
    ValueList result;
    for (const auto& each : *list) result.push_back(filled_value(each, values));
    return result;
}

}  // namespace

std::string filled(std::string_view text, const PlaceholderValues& values) {
    std::string result;
    const auto rest =
        each_placeholder(text, [&](std::string_view before, std::string_view placeholder, std::string_view name) {
            const auto value = name == "request_id"    ? values.request_id
                               : name == "template_id" ? values.template_id
                                                       : std::string_view{};
            result += before;
            result += value.empty() ? placeholder : value;
        });
    return result += rest;
}

ValueMap filled(const ValueMap& map, const PlaceholderValues& values) {
    ValueMap result;
    for (const auto& [key, value] : map) result.emplace(key, filled_value(value, values));
    return result;
}

std::optional<std::string> unknown_placeholder(const Value& value) {
    std::optional<std::string> found;
    const auto look_at = [&](const Value& each) {
        if (!found) found = unknown_placeholder(each);
    };
    if (const auto* text = value.as<std::string>()) {
        each_placeholder(*text, [&](std::string_view, std::string_view placeholder, std::string_view name) {
            if (!found && name != "request_id" && name != "template_id") found = std::string(placeholder);
        });
    } else if (const auto* map = value.as<ValueMap>()) {
        for (const auto& [key, each] : *map) look_at(each);
    } else if (const auto* list = value.as<ValueList>()) {
        for (const auto& each : *list) look_at(each);
    }
    return found;
}

}  // namespace hf::aws
