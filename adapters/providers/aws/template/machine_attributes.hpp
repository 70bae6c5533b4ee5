// MachineAttributes: what a scheduler may rely on if machines can be of several instance types: the
// least that any of the types has.
//
//     MachineAttributes attributes;
//     for (const auto item : answer->child("instanceTypeSet").children("item")) attributes.add(item);
//     attributes.values(Cpus::cores);     // {ncores: 2, ncpus: 2, nram: 8192}
#pragma once

#include <optional>
#include <pugixml.hpp>

#include "adapters/providers/aws/template/cpus.hpp"
#include "core/messages/value.hpp"

namespace hf::aws {

class MachineAttributes {
public:
    // Adds an instance type from the answer of DescribeInstanceTypes.
    void add(pugi::xml_node type);
    [[nodiscard]] ValueMap values(Cpus cpus) const;

private:
    std::optional<std::int64_t> threads_;
    std::optional<std::int64_t> cores_;
    std::optional<std::int64_t> memory_mib_;
};

}  // namespace hf::aws
