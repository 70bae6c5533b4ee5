// Watches over a machine until the machine ends. Single-threaded; the keeper's signals
// (keeper_signals) must be blocked.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "adapters/providers/process/keeper/records.hpp"

namespace hf::keeper {

// SIGTERM and SIGINT order the keeper to end the machine, SIGQUIT to end it at once, SIGTSTP to
// stop it, SIGCONT to let it go on. SIGCHLD says that a child has changed. All are blocked, and
// the kernel keeps only the later of SIGTSTP and SIGCONT.
sigset_t keeper_signals();

// Waits until the machine is ordered to end; without a command the keeper is the machine. A SIGSTOP
// to the keeper stops the machine. If the keeper stopped itself, a SIGCONT that came just before
// would be lost.
End watch_alone();

// Waits until the command ends. Orders are passed on to the command's process group: an end as
// SIGTERM and after the grace as SIGKILL, a stop as SIGSTOP, while the keeper stays awake. The
// command is left unreaped, so that no other process or group gets its number yet.
End watch(pid_t command, unsigned grace_s);

// Kills the processes that the command has left behind: its group, and those that left the group and
// became children of the keeper, which is their subreaper.
void end_leftovers(pid_t command);

}  // namespace hf::keeper
