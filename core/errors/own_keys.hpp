// Reads the part of a template's configuration that belongs to one type of provider.
//
//     AwsTemplate read;
//     auto findings = read_own_keys(configuration, type_of<AwsTemplate>, &read, without_effect);
//
// A site's templates may carry keys for several types of providers: a key of another type is kept
// and has no meaning here. A key that looks like a misspelt key of this type must not be ignored.
//
// Pure; any thread may call it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/errors/finding.hpp"
#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"

namespace hf {

// Fills `target`, an object of `type`; if there are findings, the target is only half filled.
// `without_effect` lists keys that are valid but not read.
[[nodiscard]] std::vector<Finding> read_own_keys(const ValueMap& configuration, const TypeInfo& type, void* target,
                                                 std::span<const std::string_view> without_effect = {});

}  // namespace hf
