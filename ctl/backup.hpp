// hostfactoryctl store backup FILE: a copy of the daemon's store, made while the daemon works. It reads the store's
// file itself, at the daemon's host and as a user that may: the daemon writes no file because somebody asks for one.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_backup(CommandLine& line);

}  // namespace hf::ctl
