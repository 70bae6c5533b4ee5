#include "ctl/import_report.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace hf::ctl {
namespace {

constexpr std::size_t most_named = 5;
constexpr std::string_view configuration_prefix = "configuration.";
constexpr auto as_it_is = "as it is";
constexpr auto in_the_configuration = "in the configuration, as it is";

std::string group_of(const std::string& key, const std::string& place) {
    if (place == key) return as_it_is;
    if (place.starts_with(configuration_prefix) && place.substr(configuration_prefix.size()) == key)
        return in_the_configuration;
    return place;
}

std::string named(const std::vector<std::string>& templates) {
    const auto shown = std::min(templates.size(), most_named);
    auto text =
        fmt::format("{}", fmt::join(templates.begin(), templates.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    if (shown < templates.size()) text += fmt::format(" and {} more", templates.size() - shown);
    return text;
}

}  // namespace

void ImportReport::add(const ImportedTemplate& imported) {
    for (const auto& [key, place] : imported.notes.places) {
        auto& keys = keys_of_place_[group_of(key, place)];
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    for (const auto& warning : imported.notes.warnings) {
        auto& templates = templates_of_warning_[warning];
        if (templates.empty()) warnings_.push_back(warning);
        templates.push_back(imported.template_id);
    }
}

std::vector<std::string> ImportReport::lines() const {
    std::vector<std::string> lines;
    const bool own_words = std::all_of(keys_of_place_.begin(), keys_of_place_.end(),
                                       [](const auto& each) { return each.first == as_it_is; });
    if (!own_words)
        for (const auto& [place, keys] : keys_of_place_)
            lines.push_back(fmt::format("{}: {}", fmt::join(keys, ", "), place));
    for (const auto& warning : warnings_)
        lines.push_back(fmt::format("warning: {} ({})", warning, named(templates_of_warning_.at(warning))));
    return lines;
}

}  // namespace hf::ctl
