// Weights: the units that a machine of each instance type is worth where a template counts units (ADR 30): the numbers
// beside the types of `vmTypes` and `vmTypesOnDemand`. EC2's fleets and groups call them WeightedCapacity.
//
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors/finding.hpp"

namespace hf::aws {

class Weights {
public:
    // The configuration of a template need not be correct otherwise. A weight is a whole number from 1 to 999, as Auto
    // Scaling takes it; what is none is left out.
    static Weights in(const ValueMap& configuration);
    // What is wrong with the weights of a configuration.
    static std::vector<Finding> findings_in(const ValueMap& configuration);

    // A type without a weight has 1.
    [[nodiscard]] std::uint32_t of(std::string_view type) const;
    [[nodiscard]] bool has(std::string_view type) const { return by_type_.find(type) != by_type_.end(); }
    // The heaviest type's weight; at least 1.
    [[nodiscard]] std::uint32_t greatest() const;

private:
    std::map<std::string, std::uint32_t, std::less<>> by_type_;
};

}  // namespace hf::aws
