// Signals to processes that are surely the ones we mean.
//
// A pid may be used again between a look and a signal, so both go through a pidfd:
// opened first, then the process is checked to be the right one, then signalled.
//
// Thread-safe. Errors: std::system_error when the host won't let us look (no files
// left); a process that can't be looked at is never taken for one that is gone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <system_error>

#include "adapters/providers/process/machine_records.hpp"

namespace hf::process {

// no_such_process when it isn't there any more.
std::error_code signal_process(const ProcessRecord& process, int number);

// Suspended by SIGSTOP or its like, whoever sent it. Not: by a debugger.
bool is_stopped(const ProcessRecord& process);

// Machines whose keepers were killed, by id, with the record of their commands.
// Kills every process that belongs to one of them: the command, its process group,
// and whatever carries the machine's id in its environment. What we may not kill stays.
void kill_leftovers(const std::map<std::string, ProcessRecord, std::less<>>& machines);

std::string boot_id();

// Whether an errno tells that there are no more files or memory: no fault of what was looked at.
bool host_is_short(int error);

}  // namespace hf::process
