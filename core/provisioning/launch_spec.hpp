// What a provider is asked for, as far as the template says it.
#pragma once

#include "core/ports/provider.hpp"

namespace hf {

// Of an effective template at one source. Whose launch it is and by which token, the caller fills in.
LaunchSpec launch_spec(TemplateSpec spec, std::uint32_t count);

}  // namespace hf
