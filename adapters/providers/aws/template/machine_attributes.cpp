#include "adapters/providers/aws/template/machine_attributes.hpp"

#include <algorithm>

namespace hf::aws {
namespace {

void keep_least(std::optional<std::int64_t>& least, std::int64_t told) {
    if (told > 0) least = std::min(least.value_or(told), told);
}

}  // namespace

void MachineAttributes::add(pugi::xml_node type) {
    keep_least(cpus_, type.child("vCpuInfo").child("defaultVCpus").text().as_llong());
    keep_least(memory_mib_, type.child("memoryInfo").child("sizeInMiB").text().as_llong());
}

ValueMap MachineAttributes::values() const {
    ValueMap values;
    if (cpus_) values.emplace("ncpus", *cpus_);
    if (memory_mib_) values.emplace("nram", *memory_mib_);
    return values;
}

}  // namespace hf::aws
