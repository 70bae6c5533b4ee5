#include "adapters/providers/aws/template/weights.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::aws {
namespace {

constexpr std::int64_t greatest_weight = 999;

bool is_weight(const Value& value) {
    const auto number = value.as_integer();
    return number && *number >= 1 && *number <= greatest_weight;
}

const ValueMap& vm_types_of(const ValueMap& configuration) {
    static const ValueMap none;
    const auto it = configuration.find(std::string_view("vmTypes"));
    const auto* types = it == configuration.end() ? nullptr : it->second.as<ValueMap>();
    return types ? *types : none;
}

}  // namespace

Weights::Weights(const ValueMap& vm_types) {
    for (const auto& [type, weight] : vm_types)
        if (is_weight(weight)) by_type_.emplace(type, static_cast<std::uint32_t>(*weight.as_integer()));
}

Weights Weights::in(const ValueMap& configuration) { return Weights(vm_types_of(configuration)); }

std::vector<Finding> Weights::findings_in(const ValueMap& configuration) {
    std::vector<Finding> findings;
    for (const auto& [type, weight] : vm_types_of(configuration))
        if (!is_weight(weight))
            findings.push_back(
                {"vmTypes." + type, fmt::format("must be a whole number from 1 to {} where counts is units, not {}",
                                                greatest_weight, in_words(weight))});
    return findings;
}

std::uint32_t Weights::of(std::string_view type) const {
    const auto it = by_type_.find(type);
    return it == by_type_.end() ? 1 : it->second;
}

std::uint32_t Weights::greatest() const {
    std::uint32_t greatest = 1;
    for (const auto& [type, weight] : by_type_) greatest = std::max(greatest, weight);
    return greatest;
}

}  // namespace hf::aws
