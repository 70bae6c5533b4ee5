// Watching over a machine until it ends. Single-threaded; the keeper's signals
// (keeper_signals) must be blocked.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "adapters/providers/process/keeper/records.hpp"

namespace hf::keeper {

// SIGTERM and SIGINT are orders to end the machine, SIGQUIT to end it at once, SIGTSTP
// to stop it, SIGCONT to let it go on; SIGCHLD is news of it. All are blocked, and the
// kernel keeps only the later of SIGTSTP and SIGCONT.
sigset_t keeper_signals();

// Until the machine is told to end; without a command the keeper is the machine. It is
// stopped by a SIGSTOP to the keeper: if it stopped itself, a SIGCONT that came just
// before would be lost.
End watch_alone();

// Until the command ends. Orders are passed on to its process group: an end as SIGTERM
// and after the grace as SIGKILL, a stop as SIGSTOP, while the keeper stays awake. The
// command is left unreaped, so that its number, which is its group's, can't be anybody
// else's yet.
End watch(pid_t command, unsigned grace_s);

// Kills what the command left behind: its group, and what left the group and came
// to us because we are its subreaper.
void end_leftovers(pid_t command);

}  // namespace hf::keeper
