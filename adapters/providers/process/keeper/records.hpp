// The lock and the files with which a keeper claims its machine and records the machine's end. All
// are in the current directory, which is the machine's. Single-threaded.
#pragma once

#include <sys/types.h>

namespace hf::keeper {

// Takes the lock for as long as this process lives. The file is never created here: if it is missing, the
// directory is being removed. Returns an errno; EAGAIN: another keeper has the lock.
int take_lock();

enum class Claim { made, already, revoked, gone, failed };

// Returns who has claimed the machine; `made`: nobody has, and this keeper may.
Claim claimed();
// Writes `started`, under the lock. After `failed`, errno says why; `gone` means that the directory is being
// removed. `command` is 0 if the machine has no command.
Claim claim(pid_t command);

struct End {
    enum class How { exited, signalled, unrunnable } how{};
    int value = 0;            // exit status, signal
    const char* kind = "";    // of unrunnable: the word of the answer
    const char* reason = "";  // of unrunnable
    bool ordered = false;
};

// Does what it can: on a full disk the end can't be recorded, and the machine ends all the same.
void write_end(const End& end);

}  // namespace hf::keeper
