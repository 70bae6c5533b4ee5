// The capabilities of providers of type `process`. A pure function.
#pragma once

#include "core/ports/capabilities.hpp"

namespace hf {

Capabilities process_capabilities();

}  // namespace hf
