// The launch_template_spec and provider_api_spec of a template file, in place or in a file that it names: parameters of
// AWS's own calls, with placeholders.
//
//     const auto tags = take_native_specs(entry, files, notes);
//     if (!tags) fail(tags.error());
//
// What they say goes to the keys that say the same, what launch templates have goes into the nativeSpec, and what
// hostfactory decides itself is left out and reported.
#pragma once

#include <functional>
#include <tl/expected.hpp>

#include "core/messages/value.hpp"
#include "ctl/key_notes.hpp"

namespace hf::ctl {

// Reads a file that a template names; the error names the file.
using FileReader = std::function<tl::expected<Value, std::string>(const std::string& path)>;

// Takes the specs out of the entry. Returns the tags that they put on machines, or what cannot be understood.
tl::expected<ValueMap, std::string> take_native_specs(ValueMap& entry, const FileReader& files, KeyNotes& notes);

}  // namespace hf::ctl
