// What providers of type `process` can do. Pure.
#pragma once

#include "core/ports/capabilities.hpp"

namespace hf {

Capabilities process_capabilities();

}  // namespace hf
