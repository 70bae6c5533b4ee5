// Locks of files (flock), waited for with patience: whoever holds one may be ending, and a
// process that was killed between fork and exec of a child leaves its locks to that child
// for a moment.
#pragma once

#include <chrono>

namespace hf {

// The exclusive lock. False, with errno, when it could not be had: EWOULDBLOCK, if it stayed taken.
bool lock_file(int file, std::chrono::milliseconds patience);

}  // namespace hf
