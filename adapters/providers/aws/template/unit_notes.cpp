#include "adapters/providers/aws/template/unit_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hf::aws {
namespace {

constexpr std::size_t most_named = 5;

// "a, b and 3 more"
std::string types_in_words(const std::vector<std::string>& types) {
    const auto named = std::min(types.size(), most_named);
    auto text = fmt::format("{}", fmt::join(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(named), ", "));
    if (types.size() > named) text += fmt::format(" and {} more", types.size() - named);
    return text;
}

// All types of the template, each once.
std::vector<std::string> all_types(const LaunchSpecification& spec) {
    auto types = spec.types;
    for (const auto& type : spec.types_on_demand)
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
    return types;
}

}  // namespace

std::vector<Finding> unit_notes(const LaunchSpecification& spec, std::int64_t max_number) {
    const auto types = all_types(spec);
    if (types.empty())
        return {{"vmTypes",
                 "there are no types with weights, so each machine counts as one unit: name the types with their "
                 "weights, or count machines"}};
    std::vector<Finding> notes;
    std::vector<std::string> without_weight;
    std::vector<std::string> too_heavy;
    std::uint32_t lightest = spec.weights.of(types.front());
    for (const auto& type : types) {
        const auto weight = spec.weights.of(type);
        lightest = std::min(lightest, weight);
        if (!spec.weights.has(type)) without_weight.push_back(type);
        if (max_number >= 0 && weight > max_number) too_heavy.push_back(fmt::format("{} ({})", type, weight));
    }
    if (!without_weight.empty())
        notes.push_back({"vmTypes", fmt::format("without a weight, a machine of {} counts as one unit",
                                                types_in_words(without_weight))});
    if (!too_heavy.empty())
        notes.push_back({"vmTypes", fmt::format("one machine of {} is worth more units than the max_number {}, and "
                                                "exceeds it alone",
                                                types_in_words(too_heavy), max_number)});
    if (lightest > 1)
        notes.push_back({"vmTypes", fmt::format("the lightest type is worth {} units: a request for fewer gets a whole "
                                                "machine of it",
                                                lightest)});
    return notes;
}

}  // namespace hf::aws
