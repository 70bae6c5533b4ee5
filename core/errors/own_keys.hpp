// What a template's configuration says to one type of provider.
//
//     AwsTemplate read;
//     auto findings = read_own_keys(configuration, type_of<AwsTemplate>, &read, without_effect);
//
// A site's templates carry keys of several types of providers: those of others are kept and
// mean nothing here. What looks like a misspelt key of this one must not be ignored.
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

// Fills `target`, which is of `type`; with any finding it is half filled. `without_effect` are keys that
// are known, too, and not read.
[[nodiscard]] std::vector<Finding> read_own_keys(const ValueMap& configuration, const TypeInfo& type, void* target,
                                                 std::span<const std::string_view> without_effect = {});

}  // namespace hf
