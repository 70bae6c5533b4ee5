// Logs what has gone wrong with requests and machines.
#pragma once

#include "core/pipeline/event_handlers.hpp"

namespace hf {

// Adds handlers that log a line for each request that ended short of its machines, and for each machine that failed.
void log_failures(EventHandlers& handlers, Log& log);

}  // namespace hf
