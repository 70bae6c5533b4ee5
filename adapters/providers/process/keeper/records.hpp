// The lock and the files with which a keeper claims its machine and tells of its
// end. All are in the current directory, which is the machine's. Single-threaded.
#pragma once

#include <sys/types.h>

namespace hf::keeper {

// Locked for as long as this process lives. Never created here: without the file
// the directory is being removed. An errno; EAGAIN when another keeper has it.
int take_lock();

enum class Claim { made, already, revoked, gone, failed };

// Whether somebody has claimed it; `made` when nobody has.
Claim claimed();
// Writes `started`, under the lock. With failed, errno tells why; gone: the directory is being
// removed. `command` is 0 when there is none.
Claim claim(pid_t command);

struct End {
    enum class How { exited, signalled, unrunnable } how{};
    int value = 0;            // exit status, signal
    const char* kind = "";    // of unrunnable: the word of the answer
    const char* reason = "";  // of unrunnable
    bool ordered = false;
};

// Best effort: on a full disk the end is still an end.
void write_end(const End& end);

}  // namespace hf::keeper
