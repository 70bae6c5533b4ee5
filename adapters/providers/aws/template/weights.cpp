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

// Calls with the key, the type and the weight of each type in the configuration.
template <class Take>
void each_weight(const ValueMap& configuration, Take&& take) {
    for (const std::string key : {"vmTypes", "vmTypesOnDemand"}) {
        const auto it = configuration.find(key);
        const auto* types = it == configuration.end() ? nullptr : it->second.as<ValueMap>();
        if (!types) continue;
        for (const auto& [type, weight] : *types) take(key, type, weight);
    }
}

}  // namespace

Weights Weights::in(const ValueMap& configuration) {
    Weights weights;
    each_weight(configuration, [&](const auto&, const std::string& type, const Value& weight) {
        if (is_weight(weight)) weights.by_type_.emplace(type, static_cast<std::uint32_t>(*weight.as_integer()));
    });
    return weights;
}

std::vector<Finding> Weights::findings_in(const ValueMap& configuration) {
    std::vector<Finding> findings;
    Weights weights;
    each_weight(configuration, [&](const std::string& key, const std::string& type, const Value& weight) {
        if (is_weight(weight)) {
            const auto known = weights.by_type_.emplace(type, static_cast<std::uint32_t>(*weight.as_integer()));
            if (known.first->second != weight.as_integer())
                findings.push_back({fmt::format("{}.{}", key, type),
                                    fmt::format("must be {}, as in vmTypes: a machine of it is worth the same however "
                                                "it is paid for",
                                                known.first->second)});
            return;
        }
        findings.push_back({fmt::format("{}.{}", key, type),
                            fmt::format("must be a whole number from 1 to {} where counts is units, not {}",
                                        greatest_weight, in_words(weight))});
    });
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
