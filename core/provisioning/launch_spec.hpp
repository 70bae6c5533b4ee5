// Makes the part of a launch specification that the template determines.
#pragma once

#include "core/ports/provider.hpp"

namespace hf {

// `spec` is an effective template at one source. The caller fills in whose launch it is, and its token.
LaunchSpec launch_spec(TemplateSpec spec, std::uint32_t count);

}  // namespace hf
