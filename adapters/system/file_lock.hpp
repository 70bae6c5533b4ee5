// Locks files (flock), with a limited wait: the holder of a lock may be about to end, and a process
// that was killed between fork and exec of a child leaves its locks to that child for a moment.
#pragma once

#include <chrono>

namespace hf {

// Takes the exclusive lock. Returns false, with errno, if that failed: EWOULDBLOCK if it was still
// held by another after `patience`.
bool lock_file(int file, std::chrono::milliseconds patience);

}  // namespace hf
