#include "adapters/providers/aws/template/placeholders.hpp"

#include <algorithm>

#include "core/text/utf8.hpp"

namespace hf::aws {
namespace {

// EC2's limit for the value of a tag.
constexpr std::size_t most_name = 256;

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

PlaceholderValues placeholder_values(const ValueMap& configuration, const std::string& request_id,
                                     const std::string& template_id) {
    PlaceholderValues values{request_id, template_id, {}};
    const auto it = configuration.find("instanceName");
    const auto* pattern = it == configuration.end() ? nullptr : it->second.as<std::string>();
    if (pattern) values.name = filled(*pattern, values);
    values.name.resize(utf8_prefix(std::string_view(values.name).substr(0, most_name)));
    return values;
}

std::string filled(std::string_view text, const PlaceholderValues& values) {
    std::string result;
    const auto rest =
        each_placeholder(text, [&](std::string_view before, std::string_view placeholder, std::string_view name) {
            const auto value = name == "request_id"    ? std::string_view(values.request_id)
                               : name == "template_id" ? std::string_view(values.template_id)
                               : name == "name"        ? std::string_view(values.name)
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

std::optional<std::string> unknown_placeholder(const Value& value, std::span<const std::string_view> known) {
    std::optional<std::string> found;
    const auto look_at = [&](const Value& each) {
        if (!found) found = unknown_placeholder(each, known);
    };
    if (const auto* text = value.as<std::string>()) {
        each_placeholder(*text, [&](std::string_view, std::string_view placeholder, std::string_view name) {
            const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
            if (!found && !is_known) found = std::string(placeholder);
        });
    } else if (const auto* map = value.as<ValueMap>()) {
        for (const auto& [key, each] : *map) look_at(each);
    } else if (const auto* list = value.as<ValueList>()) {
        for (const auto& each : *list) look_at(each);
    }
    return found;
}

}  // namespace hf::aws
