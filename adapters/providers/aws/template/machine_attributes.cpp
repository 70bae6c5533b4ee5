#include "adapters/providers/aws/template/machine_attributes.hpp"

#include <algorithm>

namespace hf::aws {
namespace {

void keep_least(std::optional<std::int64_t>& least, std::int64_t told) {
    if (told > 0) least = std::min(least.value_or(told), told);
}

}  // namespace

void MachineAttributes::add(pugi::xml_node type) {
    const auto cpus = type.child("vCpuInfo");
    const auto threads = cpus.child("defaultVCpus").text().as_llong();
    const auto cores = cpus.child("defaultCores").text().as_llong();
    const auto per_core = cpus.child("defaultThreadsPerCore").text().as_llong();
    keep_least(threads_, threads);
    // Other clouds, and old types, tell no cores: each of their CPUs counts as one.
    keep_least(cores_, cores > 0 ? cores : per_core > 0 ? threads / per_core : threads);
    keep_least(memory_mib_, type.child("memoryInfo").child("sizeInMiB").text().as_llong());
}

ValueMap MachineAttributes::values(Cpus cpus) const {
    ValueMap values;
    if (cores_) values.emplace("ncores", *cores_);
    if (const auto& counted = cpus == Cpus::cores ? cores_ : threads_) values.emplace("ncpus", *counted);
    if (memory_mib_) values.emplace("nram", *memory_mib_);
    return values;
}

}  // namespace hf::aws
