// Signals that reach the process that is meant, and no other.
//
// A pid may be used again between a look and a signal, so both go through a pidfd: the pidfd is
// opened first, then the process is checked to be the right one, then it is signalled.
//
// Thread-safe. Errors: std::system_error if the host doesn't let us look (it has no files left). A
// process that can't be looked at is never taken for one that is gone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <system_error>

#include "adapters/providers/process/machine_records.hpp"

namespace hf::process {

// Returns no_such_process if the process isn't there any more.
std::error_code signal_process(const ProcessRecord& process, int number);

// True if the process was suspended by SIGSTOP or a signal like it, whatever sent the signal. A debugger's stop doesn't
// count.
bool is_stopped(const ProcessRecord& process);

// Kills every process that belongs to one of these machines, whose keepers were killed: the command, the command's
// process group, and each process that has the machine's id in its environment. A process that we may not kill stays.
// The machines come by id, with the records of their commands.
void kill_leftovers(const std::map<std::string, ProcessRecord, std::less<>>& machines);

std::string boot_id();

// True for an errno that says that the host has no more files or memory: then the file that was looked at is not at
// fault.
bool host_is_short(int error);

}  // namespace hf::process
