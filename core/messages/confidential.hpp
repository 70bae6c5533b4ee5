// Confidential fields: what a message holds that not every reader may see, as user data with a token. A field is
// declared so once, beside its struct (describe.hpp), and the same holds in every event and answer that has it.
//
//     static const auto withheld = confidential_fields(type_of<ProviderAggregate>);  // "config"
//     const auto bytes = codec.encode_withholding(type_of<ProviderAggregate>, &provider);
//
// Pure; any thread may call it.
#pragma once

#include <string>
#include <vector>

#include "core/messages/type_info.hpp"

namespace hf {

// Their paths, as tables name them, in the order of the declaration. They follow from the type alone, so they tell
// nothing of what an object holds.
std::vector<std::string> confidential_fields(const TypeInfo& object);

}  // namespace hf
