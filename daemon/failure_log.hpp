// What has gone wrong with requests and machines, for the daemon's log.
#pragma once

#include "core/pipeline/event_handlers.hpp"

namespace hf {

// A line for each request that ended short of what it asked for, and each machine that failed.
void log_failures(EventHandlers& handlers, Log& log);

}  // namespace hf
