// The keys of template files that were written for other brokers: LSF's resource connector, and providers for Host
// Factory beside Symphony's own.
//
//     translate_other_brokers(entry, notes);  // placementGroupName becomes pgrpName
//
// Pure.
#pragma once

#include <initializer_list>
#include <string_view>

#include "core/messages/value.hpp"
#include "ctl/key_notes.hpp"

namespace hf::ctl {

// Puts what other brokers' keys say under the keys that say the same here, and takes out what means nothing here.
void translate_other_brokers(ValueMap& entry, KeyNotes& notes);

// Sets a parameter of the entry's nativeSpec, with maps around it as the path says.
void set_native(ValueMap& entry, std::initializer_list<std::string_view> path, Value value);

}  // namespace hf::ctl
