// The `nativeSpec` of a template: parameters of RunInstances by their own names.
//
//     const auto native = by_query_names(read.native_spec);  // BlockDeviceMappings is BlockDeviceMapping
//     for (const auto& [field, message] : native_conflicts(configuration, native)) use(field, message);
//
// Pure; any thread may call it.
#pragma once

#include <vector>

#include "core/errors/finding.hpp"
#include "core/messages/value.hpp"

namespace hf::aws {

// The parameters by the names of the Query API, where lists are in the singular. SDKs and JSON files of launch
// templates have them in the plural.
[[nodiscard]] ValueMap by_query_names(const ValueMap& native);

// What the nativeSpec says that another key of the template says too, so that one of the two would be lost, or EC2
// would refuse both. A root volume and further devices are no conflict, nor are groups and network interfaces.
[[nodiscard]] std::vector<Finding> native_conflicts(const ValueMap& configuration, const ValueMap& native);

}  // namespace hf::aws
